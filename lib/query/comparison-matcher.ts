import type { Field } from '../resource/field.js';
import type { Operator } from '../resource/operator.js';
import type { Comparison } from './question.js';
import { createTextMatcher, createWordsMatcher } from './text-matcher.js';
import type { TextMatch } from './text-pattern.js';
import { valueOrder } from './value-order.js';

/** Whether what a row has for a field matches. NULL is asked for as `null`. */
export type ValueMatcher = (stored: unknown) => boolean;

/** Makes the test of a value that is not NULL. */
type MakeMatcher = (field: Field, value: unknown) => ValueMatcher;

/** Operators that NULL meets as well: each holds where its opposite does not. */
const OPPOSITES: Partial<Record<Operator, Operator>> = { ne: 'eq', nin: 'in' };

const MATCHERS: Readonly<Record<Exclude<Operator, 'ne' | 'nin' | 'isnull'>, MakeMatcher>> = {
  eq: ordered((order) => order === 0),
  lt: ordered((order) => order < 0),
  lte: ordered((order) => order <= 0),
  gt: ordered((order) => order > 0),
  gte: ordered((order) => order >= 0),
  in: (field, value) => anyOf(toList(value).map((item) => MATCHERS.eq(field, item))),
  between: (field, value) => {
    const [low, high] = toList(value);
    const [isFrom, isUntil] = [MATCHERS.gte(field, low), MATCHERS.lte(field, high)];
    return (stored) => isFrom(stored) && isUntil(stored);
  },
  contains: text('contains', false),
  icontains: text('contains', true),
  startswith: text('startsWith', false),
  istartswith: text('startsWith', true),
  endswith: text('endsWith', false),
  iendswith: text('endsWith', true),
  like: text('pattern', false),
  ilike: text('pattern', true),
  fts: (_field, value) => {
    const matches = createWordsMatcher(String(value));
    return (stored) => matches(String(stored));
  },
  has: (_field, value) => hasAny([value]),
  overlaps: (_field, value) => hasAny(toList(value)),
};

/** The test of one comparison, made once: true or not for every value, as its SQL is. */
export function createValueMatcher({ field, operator, value }: Comparison): ValueMatcher {
  if (operator === 'isnull') return (stored) => (stored === null) === (value === true);
  if (operator === 'ne' || operator === 'nin') {
    const matches = createValueMatcher({ kind: 'comparison', field, operator: OPPOSITES[operator]!, value });
    return (stored) => !matches(stored);
  }
  const matches = MATCHERS[operator](field, value);
  return (stored) => stored !== null && matches(stored);
}

function ordered(accepts: (order: number) => boolean): MakeMatcher {
  return (field, value) => {
    const compare = valueOrder(field);
    return (stored) => accepts(compare(stored, value));
  };
}

function text(kind: TextMatch, ignoreCase: boolean): MakeMatcher {
  return (_field, value) => {
    const matches = createTextMatcher(kind, String(value), ignoreCase);
    return (stored) => matches(String(stored));
  };
}

/** Lists are stored as texts, so items are compared as texts. */
function hasAny(items: readonly unknown[]): ValueMatcher {
  const wanted = new Set(items.map(String));
  return (stored) => (stored as readonly unknown[]).some((item) => wanted.has(String(item)));
}

function anyOf(matchers: readonly ValueMatcher[]): ValueMatcher {
  return (stored) => matchers.some((matches) => matches(stored));
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
