import { describe, expect, it } from 'vitest';
import { writeTextList } from '../../../lib/serializer/text-list.js';

describe('writeTextList', () => {
  it.each([
    ['', []],
    ['a', ['a']],
    ['b,a,b', ['b', 'a', 'b']],
    [',', ['', '']],
    [' x ,"', [' x ', '"']],
    ['\\,\u0001,ä,😀,{}', ['\\', '\u0001', 'ä', '😀', '{}']],
  ])('%j holds %j', (text, items) => {
    expect(JSON.parse(writeTextList(text))).toEqual(items);
  });
});
