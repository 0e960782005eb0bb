import { describe, expect, it } from 'vitest';
import { JsonGauge } from '../../../lib/payload/json-gauge.js';

const LIMITS = { maxKeys: 3, maxDepth: 2 };

/** Reads the text in pieces of so many bytes; answers what is wrong with it. */
function refusal(text: string, size = text.length): string | undefined {
  const gauge = new JsonGauge(LIMITS);
  const bytes = Buffer.from(text);
  try {
    for (let start = 0; start < bytes.length; start += size) gauge.read(bytes.subarray(start, start + size));
    return undefined;
  } catch (error) {
    return (error as { readonly detail: string }).detail;
  }
}

const TOO_DEEP = 'The body is nested deeper than 2 levels.';
const TOO_MANY = 'The body has more than 3 keys.';

describe('the gauge of JSON text', () => {
  it.each([
    ['{"a":1,"b":[2],"c":{}}', undefined],
    ['{"a":1,"b":{"c":1,"d":1}}', TOO_MANY],
    ['[{"a":1,"b":2},{"a":1,"b":2}]', TOO_MANY],
    ['[[[]]]', TOO_DEEP],
    ['{"a":{"b":{}}}', TOO_DEEP],
    ['[[],[],[],[],{},{},{}]', undefined],
    ['{"a:b:c:d:e":"{{{[[[::::"}', undefined],
    ['{"a\\"{{{:::":"\\\\","b":"\\"[[["}', undefined],
    ['{"a":"\\\\"}[[[', TOO_DEEP],
    ['{"ä":"漢{{{😀[[["}', undefined],
    ['', undefined],
    ['}}}', undefined],
    ['"never closed {{{', undefined],
  ])('reads %s', (text, wanted) => {
    for (const size of [undefined, 1, 2, 3]) expect([size, refusal(text, size)]).toEqual([size, wanted]);
  });
});
