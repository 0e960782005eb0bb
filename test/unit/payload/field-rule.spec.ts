import { describe, expect, it } from 'vitest';
import { compileFieldRule } from '../../../lib/payload/field-rule.js';
import type { Field } from '../../../lib/resource/field.js';
import { field } from './fixture.js';

const INT = { type: 'int', minimum: -2147483648, maximum: 2147483647 } as const;
const LONE_SURROGATE = '\ud800';

function codes(overrides: Partial<Field>, json: unknown): string[] {
  const check = compileFieldRule(field('value', overrides))(json);
  return check.ok ? ['accepted'] : check.problems.map(({ at, code }) => `${at}${code}`);
}

function read(overrides: Partial<Field>, json: unknown): unknown {
  const check = compileFieldRule(field('value', overrides))(json);
  return check.ok ? check.value : check.problems;
}

describe('the rule of a field', () => {
  it.each<[string, Partial<Field>, unknown, unknown]>([
    ['an integer', INT, 42, 42],
    ['a negative zero as zero', INT, JSON.parse('-0'), 0],
    ['an integer written with a fraction of zero', INT, JSON.parse('2.0'), 2],
    ['a float', { type: 'float' }, 1.5, 1.5],
    ['a bigint as text', { type: 'bigint' }, '9223372036854775807', '9223372036854775807'],
    ['a bigint as a safe number', { type: 'bigint' }, 9007199254740991, '9007199254740991'],
    ['a decimal as text', { type: 'decimal', precision: 10, scale: 2 }, '12.50', '12.5'],
    ['a decimal as a number', { type: 'decimal', precision: 10, scale: 2 }, 12.5, '12.5'],
    ['a boolean', { type: 'boolean' }, false, false],
    ['text', {}, '', ''],
    ['text of as many characters as fit, not of as many UTF-16 units', { length: 2 }, '😀😀', '😀😀'],
    [
      'a UUID in lower case',
      { type: 'uuid' },
      '0190A4B2-7C3D-7E4F-8A5B-6C7D8E9FA0B1',
      '0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b1',
    ],
    ['an enum value', { type: 'enum', enumValues: ['draft', 'live'] }, 'live', 'live'],
    ['a numeric enum value', { type: 'enum', enumValues: [0, 1] }, 1, 1],
    ['a date', { type: 'date' }, '2024-02-29', '2024-02-29'],
    ['a time', { type: 'time' }, '23:59:59.123456', '23:59:59.123456'],
    ['a date-time', { type: 'datetime' }, '2024-05-31T14:30:00+02:00', new Date('2024-05-31T12:30:00Z')],
    [
      'a Date that a pipe of the host made',
      { type: 'datetime' },
      new Date('2024-05-31T12:30:00Z'),
      new Date('2024-05-31T12:30:00Z'),
    ],
    ['base64', { type: 'binary' }, 'aGVsbG8=', Buffer.from('hello')],
    ['any JSON', { type: 'json' }, { a: [1, null, 'x'] }, { a: [1, null, 'x'] }],
    ['a list', { isArray: true }, ['a', 'b,c'], ['a', 'b,c']],
    ['an empty list', { isArray: true, separator: ',' }, [], []],
    ['null where the column is nullable', { nullable: true }, null, null],
  ])('reads %s', (_, overrides, json, value) => {
    expect(read(overrides, json)).toEqual(value);
  });

  it.each<[string, Partial<Field>, unknown]>([
    ['text for an integer', INT, '1'],
    ['a fraction for an integer', INT, 1.5],
    ['infinity for an integer', INT, JSON.parse('1e999')],
    ['a boolean for an integer', INT, true],
    ['text for a float', { type: 'float' }, '1.5'],
    ['a fraction for a bigint', { type: 'bigint' }, 1.5],
    ['a word for a bigint', { type: 'bigint' }, 'many'],
    ['a leading plus for a bigint', { type: 'bigint' }, '+1'],
    ['a word for a decimal', { type: 'decimal' }, 'NaN'],
    ['an exponent for a decimal', { type: 'decimal' }, '1e3'],
    ['a number for a boolean', { type: 'boolean' }, 1],
    ['text for a boolean', { type: 'boolean' }, 'true'],
    ['a number for text', {}, 1],
    ['an object for text', {}, { x: 1 }],
    ['a list for text', {}, ['x']],
    ['NUL in text', {}, 'a\0b'],
    ['a lone surrogate in text', {}, LONE_SURROGATE],
    ['a malformed UUID', { type: 'uuid' }, 'not-a-uuid'],
    ['a value outside the enum', { type: 'enum', enumValues: ['draft'] }, 'DRAFT'],
    ['text for a numeric enum', { type: 'enum', enumValues: [0, 1] }, '1'],
    ['a day that does not exist', { type: 'date' }, '2024-02-30'],
    ['a week for a date', { type: 'date' }, '2024-W05'],
    ['infinity for a date', { type: 'date' }, 'infinity'],
    ['a number for a date-time', { type: 'datetime' }, 1717158600000],
    ['a date-time without an offset', { type: 'datetime' }, '2024-05-31T12:30:00'],
    ['an invalid Date', { type: 'datetime' }, new Date(Number.NaN)],
    ['a time without seconds', { type: 'time' }, '12:30'],
    ['text that is no base64', { type: 'binary' }, '%%%'],
    ['NUL deep in json', { type: 'json' }, { a: [{ b: 'x\0' }] }],
    ['a lone surrogate in a key of json', { type: 'json' }, { [LONE_SURROGATE]: 1 }],
    ['infinity in json', { type: 'json' }, JSON.parse('{"a":[1e999]}')],
    ['one value for a list', { isArray: true }, 'a'],
  ])('refuses %s as the wrong type', (_, overrides, json) => {
    expect(codes(overrides, json)).toEqual(['LA202']);
  });

  it.each<[string, Partial<Field>, unknown]>([
    ['2147483648', INT, 2147483648],
    ['-1 where integers begin at 0', { ...INT, minimum: 0 }, -1],
    ['1e20 as an integer', INT, 1e20],
    ['99999999999999999999 as an integer', INT, JSON.parse('99999999999999999999')],
    ['infinity for a float', { type: 'float' }, JSON.parse('1e999')],
    ['a float beyond its bounds', { type: 'float', maximum: 3.4e38 }, 1e39],
    ['2^53 + 1 as a number for a bigint', { type: 'bigint' }, JSON.parse('9007199254740993')],
    ['2^63 for a bigint', { type: 'bigint' }, '9223372036854775808'],
    ['too many digits for a decimal', { type: 'decimal', precision: 4, scale: 2 }, '123.4'],
    ['too many decimals for a decimal', { type: 'decimal', precision: 4, scale: 2 }, 1.234],
    ['a decimal as a number that has lost digits', { type: 'decimal' }, JSON.parse('12345678901234567.89')],
    ['text longer than the column', { length: 3 }, 'abcd'],
    ['bytes longer than the column', { type: 'binary', length: 2 }, 'aGVsbG8='],
  ])('refuses %s as out of range', (_, overrides, json) => {
    expect(codes(overrides, json)).toEqual(['LA203']);
  });

  it('refuses a key of text that a path would lose', () => {
    const key: Partial<Field> = { role: 'key' };
    expect(['', '.', '..'].map((json) => codes(key, json))).toEqual([['LA203'], ['LA203'], ['LA203']]);
    expect(['...', ' ', '/', '.a'].map((json) => codes(key, json)).flat()).toEqual(Array(4).fill('accepted'));
    expect(codes(key, 5)).toEqual(['LA202']);
  });

  it('refuses null for a column that is not nullable', () => {
    expect(codes({}, null)).toEqual(['LA204']);
  });

  it('points at each wrong item of a list', () => {
    expect(codes({ ...INT, isArray: true }, [1, 'x', null, 4, 2 ** 40])).toEqual(['/1LA202', '/2LA202', '/4LA203']);
  });

  it('refuses items that hold the separator of their storage', () => {
    expect(codes({ isArray: true, separator: ',' }, ['a,b', 'c'])).toEqual(['/0LA202']);
    expect(codes({ isArray: true, separator: ',' }, [''])).toEqual(['/0LA202']);
  });

  it('never repeats a value in its words', () => {
    const check = compileFieldRule(field('value', { type: 'uuid' }))('secret-value');
    expect(JSON.stringify(check)).not.toContain('secret-value');
  });
});
