import { describe, expect, it } from 'vitest';
import type { Field } from '../../../lib/resource/field.js';
import { decimalText } from '../../../lib/serializer/decimal-text.js';
import { writeJsonString } from '../../../lib/serializer/json-string.js';
import { createRowWriter } from '../../../lib/serializer/row-writer.js';

const fields = (...names: string[]): Field[] =>
  names.map((name) => ({ name, path: name.split('.') }) as unknown as Field);
const asIs = (value: unknown): string => JSON.stringify(value);

describe('a row writer', () => {
  it('writes fields in order', () => {
    const write = createRowWriter(fields('id', 'title'), [asIs, asIs]);
    expect(write([1, 'a"b'])).toBe('{"id":1,"title":"a\\"b"}');
  });

  it('nests embedded fields where the first of them stands', () => {
    const write = createRowWriter(
      fields('id', 'address.city', 'name', 'address.geo.lat', 'address.zip'),
      Array.from({ length: 5 }, () => asIs),
    );
    expect(write([1, 'Rome', 'Bob', 41.9, null])).toBe(
      '{"id":1,"address":{"city":"Rome","geo":{"lat":41.9},"zip":null},"name":"Bob"}',
    );
  });

  it('writes an empty object for no fields, and quotes names', () => {
    expect(createRowWriter([], [])([])).toBe('{}');
    expect(createRowWriter(fields('a"b'), [asIs])([1])).toBe('{"a\\"b":1}');
  });
});

describe('a JSON string', () => {
  it('is what JSON.stringify writes, short and long', () => {
    const pieces = ['', 'plain', 'é日🙂', '"', '\\', '\n\u0000\u001f', '\u007f\u2028', '\ud800', '\udc00x'];
    for (const piece of pieces) {
      for (const text of [piece, piece + 'x'.repeat(60), 'x'.repeat(60) + piece])
        expect(writeJsonString(text)).toBe(JSON.stringify(text));
    }
  });
});

describe('a decimal', () => {
  it('has all digits of its scale and no exponent', () => {
    expect(decimalText(1.5, 2)).toBe('1.50');
    expect(decimalText('1.5', 4)).toBe('1.5000');
    expect(decimalText('7', 2)).toBe('7.00');
    expect(decimalText(-0.1, 0)).toBe('0');
    expect(decimalText(-0.001, 2)).toBe('0.00');
    expect(decimalText('1.0e+15', 2)).toBe('1000000000000000.00');
    expect(decimalText(1e-7, undefined)).toBe('0.0000001');
    expect(decimalText(1.25e22, 2)).toBe('12500000000000000000000.00');
    expect(decimalText('NaN', 2)).toBe('NaN');
    expect(decimalText('12345678901234567890.123', undefined)).toBe('12345678901234567890.123');
  });
});
