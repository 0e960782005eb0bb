import type { Arbitrary } from 'fast-check';
import * as fc from 'fast-check';

/** Texts that mean something to readers of numbers, dates and keys, or that are put together in an unusual way. */
const TEXTS = [
  ['', ' ', 'NaN', 'Infinity', '-0', '0', '00', '1e999', '0x10', '1_000', 'null', 'undefined', 'true', 'false'],
  ['must', 'be', 'a', 'value', '$value', '$property', '$constraint1', 'sea', 'SEA', 'sea\n', '\tsea', '&<>"\'\\'],
  ['é', 'e\u0301', '\u0301', '\u200b', '\ufeff', '\u202e', '❤\ufe0f', '🙂', '👩\u200d👩\u200d👧', 'ﬀ', 'İ', 'ß'],
  ['\ud800', '\udc00', 'a\ud83d', '\udc00\ud800', '\0', 'a\0b', '١٢٣', '日本', '𝒜', '１２'],
  ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'],
  ['2024-02-30', '2024-05-31', '2024-05-31T12:30:00', '2024-05-31T25:00:00Z', '0000-00-00', '31.05.2024', '12:30'],
  ['9223372036854775808', '-9223372036854775809', '0.1', '.5', '5.', '+1', '1,5', 'A'.repeat(300)],
].flat();
const NUMBERS = [
  [0, -0, 1, -1, 5, 10, 0.1, -0.1, 1.005, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 53 - 1, 2 ** 53],
  [-(2 ** 53), 1e21, -1e21, 1e-7, 5e-324, 1e308, 1.7976931348623157e308, Infinity, -Infinity],
].flat();
/** As `JSON.parse` makes them, keys of prototypes being own keys. */
const OBJECTS = [
  ['{}', '[]', '[[]]', '[null]', '{"a":1}', '{"length":3}', '{"0":"a","length":1}', '{"toString":1,"valueOf":1}'],
  [
    '{"__proto__":{"isAdmin":true}}',
    '{"constructor":{"name":"String"}}',
    '{"hasOwnProperty":1}',
    '{"constructor":null}',
    '{"then":{}}',
  ],
  ['{"toJSON":1}', '[1,"1",true,null]', '["sea","sea"]', '{"a":{"b":{"c":[{}]}}}', '["\\ud800"]', '{"\\u0000":1}'],
].flat();

const anyOddText: Arbitrary<string> = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.array(fc.constantFrom(...TEXTS), { minLength: 2, maxLength: 3 }).map((pieces) => pieces.join('')),
);

/** Any value that JSON can hold, with the ones that validators stumble over. */
export const anyOddValue: Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: anyOddText },
  { weight: 2, arbitrary: fc.oneof(fc.constantFrom(...NUMBERS), fc.integer(), fc.double({ noNaN: true })) },
  { weight: 1, arbitrary: fc.constantFrom(null, true, false) },
  { weight: 1, arbitrary: fc.constantFrom(...OBJECTS).map((text) => JSON.parse(text) as unknown) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom<unknown>(...TEXTS, ...NUMBERS, null), { maxLength: 4 }) },
  {
    weight: 1,
    arbitrary: fc.dictionary(fc.constantFrom(...TEXTS), fc.constantFrom(...NUMBERS), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  },
);

/** Values around those that are right: themselves, changed in one place, in lists, and any others. */
export function valuesAround(right: readonly unknown[]): Arbitrary<unknown> {
  const anyRight = fc.constantFrom(...right);
  return fc.oneof(
    { weight: 4, arbitrary: anyRight },
    { weight: 3, arbitrary: fc.tuple(anyRight, fc.nat(40), fc.nat(1), fc.constantFrom('', ...TEXTS)).map(changed) },
    { weight: 2, arbitrary: fc.array(fc.oneof({ weight: 3, arbitrary: anyRight }, anyOddValue), { maxLength: 3 }) },
    { weight: 4, arbitrary: anyOddValue },
  );
}

function changed([right, at, taken, piece]: [unknown, number, number, string]): unknown {
  if (typeof right === 'number') return right + (at - 20) / 10 ** taken;
  if (typeof right !== 'string') return { [piece]: right };
  const place = at % (right.length + 1);
  return right.slice(0, place) + piece + right.slice(place + taken);
}
