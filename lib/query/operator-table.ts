import type { Field, FieldType } from '../resource/field.js';
import type { Operator } from '../resource/operator.js';

/** What stands behind the equals sign: one value, a list, exactly two values, or `true\|false` about the row. */
export type ValueShape = 'single' | 'list' | 'pair' | 'boolean';

/** What an operator takes and means. */
export interface OperatorEntry {
  readonly shape: ValueShape;
  /** `true` when the value is a piece of text or a pattern, which may be longer than the column. */
  readonly isPattern: boolean;
  /** Reads on behind a field name: "is at least this value". */
  readonly description: string;
}

/** Every operator of the query language. */
export const OPERATOR_TABLE: Readonly<Record<Operator, OperatorEntry>> = Object.freeze({
  eq: entry('single', 'is this value'),
  ne: entry('single', 'is another value, or null'),
  lt: entry('single', 'is less than this value'),
  lte: entry('single', 'is at most this value'),
  gt: entry('single', 'is greater than this value'),
  gte: entry('single', 'is at least this value'),
  in: entry('list', 'is one of these values'),
  nin: entry('list', 'is none of these values, or null'),
  between: entry('pair', 'lies between two values, both included'),
  isnull: entry('boolean', 'is null (`true`) or is not (`false`)'),
  contains: entry('single', 'contains this text', true),
  icontains: entry('single', 'contains this text in any case', true),
  startswith: entry('single', 'starts with this text', true),
  istartswith: entry('single', 'starts with this text in any case', true),
  endswith: entry('single', 'ends with this text', true),
  iendswith: entry('single', 'ends with this text in any case', true),
  like: entry('single', 'matches this pattern (`%` any text, `_` one character, `\\` before a literal one)', true),
  ilike: entry(
    'single',
    'matches this pattern in any case (`%` any text, `_` one character, `\\` before a literal one)',
    true,
  ),
  fts: entry('single', 'matches this full-text search', true),
  has: entry('single', 'has this item'),
  overlaps: entry('list', 'has at least one of these items'),
});

const EQUALITY: readonly Operator[] = ['eq', 'ne', 'in', 'nin'];
const ORDER: readonly Operator[] = ['lt', 'lte', 'gt', 'gte', 'between'];
const TEXT: readonly Operator[] = ['contains', 'icontains', 'startswith', 'istartswith', 'endswith', 'iendswith'];

const OPERATORS_BY_TYPE: Readonly<Record<FieldType, readonly Operator[]>> = {
  int: [...EQUALITY, ...ORDER],
  float: [...EQUALITY, ...ORDER],
  bigint: [...EQUALITY, ...ORDER],
  decimal: [...EQUALITY, ...ORDER],
  boolean: EQUALITY,
  string: [...EQUALITY, ...ORDER, ...TEXT],
  uuid: EQUALITY,
  enum: EQUALITY,
  date: [...EQUALITY, ...ORDER],
  time: [...EQUALITY, ...ORDER],
  datetime: [...EQUALITY, ...ORDER],
  json: [],
  binary: [],
};

/** Operators that a field has when its resource does not say: those of its type, and `isnull` when it can be null. */
export function defaultOperators(field: Pick<Field, 'type' | 'isArray' | 'nullable'>): Operator[] {
  const operators = field.isArray ? [] : [...OPERATORS_BY_TYPE[field.type]];
  if (field.nullable) operators.push('isnull');
  return operators;
}

/** Operators that a resource may name for a field: the default ones, and those that are opted in. */
export function supportedOperators(field: Pick<Field, 'type' | 'isArray' | 'nullable'>): Operator[] {
  const operators = defaultOperators(field);
  if (field.isArray && OPERATORS_BY_TYPE[field.type].length > 0) operators.push('has', 'overlaps');
  if (!field.isArray && field.type === 'string') operators.push('like', 'ilike');
  return operators;
}

function entry(shape: ValueShape, description: string, isPattern = false): OperatorEntry {
  return Object.freeze({ shape, isPattern, description });
}
