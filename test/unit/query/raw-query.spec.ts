import { describe, expect, it } from 'vitest';
import { writeQueryText } from '../../../lib/query/query-text.js';
import { decodeQueryText, isUriText, readRawPairs } from '../../../lib/query/raw-query.js';

describe('the raw query string', () => {
  it('gives pairs in order, with decoded names and encoded values', () => {
    expect(readRawPairs('b%20b=1%2C2&a=x=y&')).toEqual([
      { name: 'b b', encodedValue: '1%2C2' },
      { name: 'a', encodedValue: 'x=y' },
    ]);
  });

  it('drops empty pairs and keeps a missing equals sign apart from an empty value', () => {
    expect(readRawPairs('&&a&b=&=c')).toEqual([
      { name: 'a', encodedValue: undefined },
      { name: 'b', encodedValue: '' },
      { name: '', encodedValue: 'c' },
    ]);
  });

  it.each([
    ['a+b', 'a b'],
    ['a%2Bb', 'a+b'],
    ['%C3%A9', 'é'],
    ['%F0%9F%98%80', '😀'],
    ['plain', 'plain'],
    ['%00', '\0'],
  ])('decodes %s', (encoded, text) => {
    expect(decodeQueryText(encoded)).toBe(text);
  });

  it.each([['%'], ['%4'], ['%zz'], ['%FF'], ['%C0%80'], ['%ED%A0%80'], ['%C3']])('does not decode %s', (encoded) => {
    expect(decodeQueryText(encoded)).toBeUndefined();
  });

  it('knows text that cannot stand in a URI', () => {
    expect(['a=b', 'a=é', 'a b', 'a\0', '\ud800'].map(isUriText)).toEqual([true, false, false, false, false]);
  });

  it('is written so that commas inside values do not separate', () => {
    const text = writeQueryText([
      ['a__in', '1,2'],
      ['a__in', '3'],
      ['b', 'x&y=é'],
    ]);
    expect(text).toBe('a__in=1%2C2,3&b=x%26y%3D%C3%A9');
  });
});
