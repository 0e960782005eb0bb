import { Allow, IsBase64, IsBoolean, IsIn, IsInt, IsISO8601, IsNumber, IsRFC3339, IsString } from 'class-validator';
import { Length, Matches, Max, MaxLength, Min } from 'class-validator';
import type { Field } from '../../../lib/resource/field.js';
import type { Ruling } from './specimen.js';

/** A column, and class-validator's decorators as somebody would have written them for it. */
export interface ColumnSpecimen {
  readonly field: Partial<Field>;
  /** What finds a value of the wrong type. */
  readonly type: readonly Ruling[];
  /** What finds a value of the type that is too large, too small or too long. */
  readonly range: readonly Ruling[];
  /** JSON values that are right, and some that are nearly. */
  readonly right: readonly unknown[];
  /** Whether the decorators take more than the column does. What the column takes, they take in any case. */
  readonly isWider?: boolean;
}

const COLOURS = ['red', 'green', ''];
const LEVELS = [0, 1, 2.5];
const anyNumber: Ruling = (options) => IsNumber({ allowInfinity: true }, options);

/** Columns whose rules the library has anew, for the sake of speed, beside those of class-validator. */
export const COLUMN_SPECIMENS: Readonly<Record<string, ColumnSpecimen>> = {
  integer: {
    field: { type: 'int', minimum: -2147483648, maximum: 2147483647 },
    type: [IsInt],
    range: [(options) => Min(-2147483648, options), (options) => Max(2147483647, options)],
    right: [0, -0, 1, 2147483647, 2147483648, -2147483648, -2147483649],
  },
  boundedByText: {
    field: { type: 'int', minimum: '0', maximum: '255' },
    type: [IsInt],
    range: [(options) => Min(0, options), (options) => Max(255, options)],
    right: [0, -0, 255, 256, -1, 1.5, '7', true, ''],
  },
  unboundedInteger: {
    field: { type: 'int' },
    type: [IsInt],
    range: [(options) => Min(Number.MIN_SAFE_INTEGER, options), (options) => Max(Number.MAX_SAFE_INTEGER, options)],
    right: [0, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e21],
  },
  float: {
    field: { type: 'float' },
    type: [anyNumber],
    range: [(options) => Min(-Number.MAX_VALUE, options), (options) => Max(Number.MAX_VALUE, options)],
    right: [0, -0, 0.1, 5e-324, 1.7976931348623157e308, Infinity, -Infinity],
  },
  boundedFloat: {
    field: { type: 'float', minimum: 0, maximum: 5 },
    type: [anyNumber],
    range: [(options) => Min(0, options), (options) => Max(5, options)],
    right: [0, -0, 5, 5.000000000000001, -5e-324, '1', false],
  },
  floatFrom: {
    field: { type: 'float', minimum: -1.5 },
    type: [anyNumber],
    range: [(options) => Min(-1.5, options), (options) => Max(Number.MAX_VALUE, options)],
    right: [-1.5, -1.6, 1e308, Infinity],
  },
  boolean: {
    field: { type: 'boolean' },
    type: [IsBoolean],
    range: [],
    right: [true, false, 0, 1, 'true', 'false', ''],
  },
  text: { field: { type: 'string' }, type: [IsString], range: [], right: ['', 'sea', '\0', 'a\ud800', 5, true] },
  shortText: {
    field: { type: 'string', length: 3 },
    type: [IsString],
    range: [(options) => MaxLength(3, options)],
    right: ['sea', 'seas', '🙂🙂🙂', '🙂🙂🙂🙂', 'e\u0301e', 'e\u0301e\u0301', 'éàù', 'sea\0', 'se\udc00a'],
  },
  choice: {
    field: { type: 'enum', enumValues: COLOURS },
    type: [(options) => IsIn(COLOURS, options)],
    range: [],
    right: [...COLOURS, 'Red', 'red ', 'toString', 0, ['red']],
  },
  level: {
    field: { type: 'enum', enumValues: LEVELS },
    type: [(options) => IsIn(LEVELS, options)],
    range: [],
    right: [...LEVELS, -0, '1'],
  },
  json: { field: { type: 'json' }, type: [Allow], range: [], right: [{}, [1], 'sea', 0, Infinity, ['\ud800']] },
  uuid: {
    field: { type: 'uuid' },
    type: [(options) => Matches(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i, options)],
    range: [],
    right: ['0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b1', '00000000-0000-0000-0000-00000000000F', '0190a4b27c3d7e4f8a5b'],
  },
  date: {
    field: { type: 'date' },
    type: [(options) => IsISO8601({ strict: true }, options), (options) => Length(10, 10, options)],
    range: [],
    right: ['2024-02-29', '2023-02-29', '2024-05-31', '2024-05', '2024-W05-3'],
    isWider: true,
  },
  datetime: {
    field: { type: 'datetime' },
    type: [IsRFC3339],
    range: [],
    right: ['2024-05-31T12:30:00Z', '2024-05-31T12:30:00.123+05:30', '2024-02-30T00:00:00Z', '2024-05-31T12:30:00'],
    isWider: true,
  },
  bytes: {
    field: { type: 'binary' },
    type: [(options) => IsBase64({}, options)],
    range: [],
    right: ['YWJj', 'YQ==', '', 'YQ', 'YR=='],
    isWider: true,
  },
};
