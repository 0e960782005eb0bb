import { describe, expect, it } from 'vitest';
import type { Field } from '../../../lib/resource/field.js';
import { parseFieldText, readFieldNumber } from '../../../lib/resource/field-value.js';
import { makeField } from '../query/resource.fixture.js';

type Sketch = Partial<Field> & Pick<Field, 'type'>;

const read = (sketch: Sketch, text: string) => parseFieldText(makeField({ name: 'field', ...sketch }), text);
const INT32 = { type: 'int', minimum: -2147483648, maximum: 2147483647 } as const;
const PRICE = { type: 'decimal', precision: 5, scale: 2 } as const;

const accepted: [string, Sketch, string, unknown][] = [
  ['an integer', INT32, '42', 42],
  ['zero', INT32, '0', 0],
  ['the smallest integer of the column', INT32, '-2147483648', -2147483648],
  ['the largest integer of the column', INT32, '2147483647', 2147483647],
  ['the largest safe integer where the column has no bounds', { type: 'int' }, '9007199254740991', 9007199254740991],
  ['a float with an exponent', { type: 'float' }, '-1.5e3', -1500],
  ['the largest float', { type: 'float' }, '1.7976931348623157e308', Number.MAX_VALUE],
  ['a bigint past 2^53 without losing a digit', { type: 'bigint' }, '9007199254740993', '9007199254740993'],
  ['the largest bigint', { type: 'bigint' }, '9223372036854775807', '9223372036854775807'],
  ['the smallest bigint', { type: 'bigint' }, '-9223372036854775808', '-9223372036854775808'],
  [
    'an unsigned bigint',
    { type: 'bigint', minimum: '0', maximum: '18446744073709551615' },
    '18446744073709551615',
    '18446744073709551615',
  ],
  ['a decimal', PRICE, '999.99', '999.99'],
  ['a decimal with zeros that do not count', PRICE, '0012.500', '12.5'],
  ['a negative zero as zero', PRICE, '-0.00', '0'],
  ['a decimal below one', { type: 'decimal', precision: 2, scale: 2 }, '-0.25', '-0.25'],
  ['true', { type: 'boolean' }, 'true', true],
  ['false', { type: 'boolean' }, 'false', false],
  ['the empty string', { type: 'string' }, '', ''],
  ['text of the full length, counted in characters', { type: 'string', length: 2 }, '😀é', '😀é'],
  [
    'a UUID in lower case',
    { type: 'uuid' },
    'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11',
    'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
  ],
  ['a value of an enum', { type: 'enum', enumValues: ['a', 'b'] }, 'b', 'b'],
  ['a number of an enum as a number', { type: 'enum', enumValues: [1, 2] }, '2', 2],
  ['a leap day', { type: 'date' }, '2024-02-29', '2024-02-29'],
  ['the first day', { type: 'date' }, '0001-01-01', '0001-01-01'],
  ['a time with a fraction', { type: 'time' }, '23:59:59.123456', '23:59:59.123456'],
  ['a time with zeros behind its fraction', { type: 'time' }, '23:59:59.120', '23:59:59.12'],
  ['a time with a fraction of zeros', { type: 'time' }, '23:59:59.000', '23:59:59'],
  ['a date-time in UTC', { type: 'datetime' }, '2024-05-31T12:30:00Z', new Date('2024-05-31T12:30:00Z')],
  [
    'a date-time with an offset',
    { type: 'datetime' },
    '2024-05-31T12:30:00.5+02:00',
    new Date('2024-05-31T10:30:00.500Z'),
  ],
  ['the first instant', { type: 'datetime' }, '0001-01-01T00:00:00Z', new Date('0001-01-01T00:00:00Z')],
  ['the last instant', { type: 'datetime' }, '9999-12-31T23:59:59.999Z', new Date('9999-12-31T23:59:59.999Z')],
  ['base64 of the full length', { type: 'binary', length: 2 }, 'AAE=', Buffer.from([0, 1])],
  ['JSON', { type: 'json' }, '{"a":[1,null]}', { a: [1, null] }],
];

const refused: [string, Sketch, string, 'type' | 'range'][] = [
  ['an integer one past the column', INT32, '2147483648', 'range'],
  ['an integer one below the column', INT32, '-2147483649', 'range'],
  ['an integer of twenty digits', INT32, '99999999999999999999', 'range'],
  ['an integer that is not safe', { type: 'int' }, '9007199254740992', 'range'],
  ['an integer in exponent form', INT32, '1e20', 'type'],
  ['a fraction for an integer', INT32, '1.5', 'type'],
  ['an integer with leading zeros', INT32, '007', 'type'],
  ['an integer with a plus sign', INT32, '+5', 'type'],
  ['a negative zero for an integer', INT32, '-0', 'type'],
  ['an integer with a space', INT32, ' 5', 'type'],
  ['an integer with a line end', INT32, '5\n', 'type'],
  ['empty text for an integer', INT32, '', 'type'],
  ['NaN', { type: 'float' }, 'NaN', 'type'],
  ['Infinity', { type: 'float' }, 'Infinity', 'type'],
  ['a float past the largest', { type: 'float' }, '1e400', 'range'],
  ['a float over its maximum', { type: 'float', maximum: 5 }, '5.1', 'range'],
  ['hexadecimal digits', { type: 'float' }, '0x10', 'type'],
  ['a float that ends with its point', { type: 'float' }, '1.', 'type'],
  ['a bigint one past 64 bits', { type: 'bigint' }, '9223372036854775808', 'range'],
  ['a bigint one below 64 bits', { type: 'bigint' }, '-9223372036854775809', 'range'],
  ['a bigint of a thousand digits', { type: 'bigint' }, '9'.repeat(1000), 'range'],
  ['a bigint with letters', { type: 'bigint' }, '12n', 'type'],
  ['a decimal with too many digits before the point', PRICE, '1000', 'range'],
  ['a decimal with too many digits behind the point', PRICE, '1.005', 'range'],
  ['a decimal with an exponent', PRICE, '1e2', 'type'],
  ['a decimal of 1,001 digits', { type: 'decimal' }, '1'.repeat(1001), 'range'],
  ['a fraction where the column has no scale', { type: 'decimal', precision: 5 }, '1.5', 'range'],
  ['a boolean in capitals', { type: 'boolean' }, 'True', 'type'],
  ['a number for a boolean', { type: 'boolean' }, '1', 'type'],
  ['text that is one character too long', { type: 'string', length: 2 }, '😀éa', 'range'],
  ['NUL in text', { type: 'string' }, 'a\0b', 'type'],
  ['a lone surrogate', { type: 'string' }, 'a\ud800', 'type'],
  ['a UUID without hyphens', { type: 'uuid' }, 'a0eebc999c0b4ef8bb6d6bb9bd380a11', 'type'],
  ['a UUID in braces', { type: 'uuid' }, '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}', 'type'],
  ['a value outside the enum', { type: 'enum', enumValues: ['a'] }, '__proto__', 'type'],
  ['a day that does not exist', { type: 'date' }, '2024-02-30', 'type'],
  ['a leap day in a year without one', { type: 'date' }, '1900-02-29', 'type'],
  ['the 31st of a short month', { type: 'date' }, '2024-04-31', 'type'],
  ['a week', { type: 'date' }, '2024-W05', 'type'],
  ['infinity as a date', { type: 'date' }, 'infinity', 'type'],
  ['the year zero', { type: 'date' }, '0000-01-01', 'type'],
  ['a date-time for a date', { type: 'date' }, '2024-01-01T00:00:00Z', 'type'],
  ['a time of 24 hours', { type: 'time' }, '24:00:00', 'type'],
  ['a time without seconds', { type: 'time' }, '12:00', 'type'],
  ['a time with seven digits of fraction', { type: 'time' }, '12:00:00.1234567', 'type'],
  ['a date-time without an offset', { type: 'datetime' }, '2024-05-31T12:30:00', 'type'],
  ['a date-time with a leap second', { type: 'datetime' }, '2016-12-31T23:59:60Z', 'type'],
  ['a date-time with an offset of a day', { type: 'datetime' }, '2024-05-31T12:30:00+24:00', 'type'],
  ['a date-time on a day that does not exist', { type: 'datetime' }, '2023-02-29T00:00:00Z', 'type'],
  ['an instant before the year 1', { type: 'datetime' }, '0001-01-01T00:00:00+00:01', 'type'],
  ['an instant after the year 9999', { type: 'datetime' }, '9999-12-31T23:59:59-00:01', 'type'],
  ['a year of six digits', { type: 'datetime' }, '+010000-01-01T00:00:00Z', 'type'],
  ['base64 without padding', { type: 'binary' }, 'AAE', 'type'],
  ['base64url', { type: 'binary' }, '_-8=', 'type'],
  ['base64 with bits left over', { type: 'binary' }, 'AAF=', 'type'],
  ['one byte too many', { type: 'binary', length: 1 }, 'AAE=', 'range'],
  ['broken JSON', { type: 'json' }, '{', 'type'],
  ['NUL in JSON', { type: 'json' }, '{"a":["\\u0000"]}', 'type'],
  ['NUL in a key of JSON', { type: 'json' }, '{"\\u0000":1}', 'type'],
  ['a lone surrogate in JSON', { type: 'json' }, '["\\ud800"]', 'type'],
];

describe('a value read from text', () => {
  it.each(accepted)('accepts %s', (_, sketch, text, value) => {
    expect(read(sketch, text)).toEqual({ ok: true, value });
  });

  it.each(refused)('refuses %s', (_, sketch, text, reason) => {
    expect(read(sketch, text)).toMatchObject({ ok: false, code: 'LA103', reason });
  });

  it('names the range of an integer', () => {
    expect(read(INT32, 'x')).toMatchObject({ detail: 'Must be an integer from -2147483648 to 2147483647.' });
  });

  it('names the digits of a decimal', () => {
    expect(read(PRICE, '1000')).toMatchObject({
      detail: 'Must be a decimal number with at most 3 digits before and 2 behind the point.',
    });
  });

  it('lists the values of an enum', () => {
    const result = read({ type: 'enum', enumValues: ['a', 'b'] }, 'c');
    expect(result).toMatchObject({ detail: 'Must be one of a, b.', allowed: ['a', 'b'] });
  });

  it('never repeats the text', () => {
    for (const [, sketch] of refused) {
      const result = read(sketch, 'zebra\0zebra');
      expect(JSON.stringify(result)).not.toContain('zebra');
    }
  });

  it('keeps the digits after the millisecond out', () => {
    expect(read({ type: 'datetime' }, '2024-01-01T00:00:00.123999999Z')).toEqual({
      ok: true,
      value: new Date('2024-01-01T00:00:00.123Z'),
    });
  });
});

describe('a number of JSON', () => {
  const numbers = [0, -0, 42, 2147483647, 2147483648, -2147483649, 1e3, 1.5, 1e21, 2 ** 53, 1e300, Infinity, NaN];

  it.each<Sketch>([INT32, { type: 'int' }, { type: 'float' }])('is read as its text is: %o', (sketch) => {
    const field = makeField({ name: 'field', ...sketch });
    for (const number of numbers) {
      expect(readFieldNumber(field, number)).toStrictEqual(parseFieldText(field, String(number)));
    }
  });
});
