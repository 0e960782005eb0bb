import {
  ALL_VISIBLE,
  type Comparison,
  type Condition,
  type RelatedCondition,
  type Visibility,
} from '../../../query/question.js';
import type { TextMatch } from '../../../query/text-pattern.js';
import type { Operator } from '../../../resource/operator.js';
import { appendInstants } from './instant-filter.builder.js';
import type { LinkedColumn } from './linked-column.js';
import type { LinkedTable } from './linked-table.js';
import { relatedTo } from './relations/linked-relation.js';
import { holdsForNothing } from './relations/nothing.js';
import { appendSubquery } from './relations/subquery.builder.js';
import type { SqlDraft } from './sql-draft.js';
import type { SqlDialect } from './sql-dialect.js';

type OperatorBuilder = (draft: SqlDraft, column: LinkedColumn, value: unknown, dialect: SqlDialect) => void;

const TRUE = '1 = 1';
const FALSE = '1 = 0';

const BUILDERS: Readonly<Record<Operator, OperatorBuilder>> = {
  eq: (draft, column, value, dialect) => dialect.equal(draft, column, column.toParameter(value)),
  ne: (draft, column, value, dialect) =>
    appendExcept(draft, column, () => dialect.equal(draft, column, column.toParameter(value))),
  lt: comparison('<'),
  lte: comparison('<='),
  gt: comparison('>'),
  gte: comparison('>='),
  in: appendAmong,
  nin: (draft, column, value, dialect) => appendExcept(draft, column, () => appendAmong(draft, column, value, dialect)),
  between: appendBetween,
  isnull: (draft, column, value) => void draft.push(`${column.reference} IS ${value === true ? '' : 'NOT '}NULL`),
  contains: textMatch('contains', false),
  icontains: textMatch('contains', true),
  startswith: textMatch('startsWith', false),
  istartswith: textMatch('startsWith', true),
  endswith: textMatch('endsWith', false),
  iendswith: textMatch('endsWith', true),
  like: textMatch('pattern', false),
  ilike: textMatch('pattern', true),
  fts: (draft, column, value, dialect) => dialect.fullText(draft, column, String(value)),
  has: (draft, column, value, dialect) => dialect.overlaps(draft, column, [value]),
  overlaps: (draft, column, value, dialect) => {
    const items = toList(value);
    if (items.length === 0) draft.push(FALSE);
    else dialect.overlaps(draft, column, items);
  },
};

/** Where a condition stands. */
export interface ConditionPlace {
  /** What related rows have to meet wherever they are entered. */
  readonly visibility: Visibility;
  /** Whether the statement changes the table that the condition is about. */
  readonly isWrite: boolean;
}

const IN_RULES: Readonly<Record<'read' | 'write', ConditionPlace>> = {
  read: { visibility: ALL_VISIBLE, isWrite: false },
  write: { visibility: ALL_VISIBLE, isWrite: true },
};

/**
 * Adds a filter as SQL that is true or not true for every row: a row whose column is NULL is not matched by a
 * comparison, and therefore is matched by its negation (`ne`, `nin`, `not`).
 */
export function appendCondition(
  draft: SqlDraft,
  condition: Condition,
  table: LinkedTable,
  place: ConditionPlace = IN_RULES.read,
): void {
  switch (condition.kind) {
    case 'comparison':
      return appendComparison(draft, condition, table);
    case 'not':
      draft.push('(');
      appendCondition(draft, condition.condition, table, place);
      return void draft.push(') IS NOT TRUE');
    case 'related':
      return appendRelated(draft, condition, table, place);
    case 'rule':
      return appendCondition(draft, condition.condition, table, placeOfRule(place));
    default:
      return appendJunction(draft, condition.kind, condition.conditions, table, place);
  }
}

function appendJunction(
  draft: SqlDraft,
  kind: 'and' | 'or',
  conditions: readonly Condition[],
  table: LinkedTable,
  place: ConditionPlace,
): void {
  if (conditions.length === 0) return void draft.push(kind === 'and' ? TRUE : FALSE);
  for (const [index, condition] of conditions.entries()) {
    draft.push(index === 0 ? '(' : kind === 'and' ? ' AND ' : ' OR ');
    appendCondition(draft, condition, table, place);
  }
  draft.push(')');
}

/** No related row is joined: a row is neither multiplied nor cut, whatever statement the condition stands in. */
function appendRelated(
  draft: SqlDraft,
  { relation, quantifier, condition }: RelatedCondition,
  table: LinkedTable,
  place: ConditionPlace,
): void {
  const link = relatedTo(table, relation);
  const isAbsent =
    quantifier === 'none' || quantifier === 'every' || (quantifier === 'one' && holdsForNothing(condition));
  const isNegated = isAbsent && quantifier !== 'none';
  const { subqueries } = table.dialect;
  appendSubquery(draft, link, isAbsent, place.isWrite ? subqueries.inWrites : subqueries.inReads, () => {
    appendVisibility(draft, link.target, place);
    appendCondition(draft, isNegated ? { kind: 'not', condition } : condition, link.target, place);
  });
}

/** Adds what rows of a table have to meet to be seen, with an AND behind it. Rules see all rows of other tables. */
export function appendVisibility(draft: SqlDraft, table: LinkedTable, { visibility, isWrite }: ConditionPlace): void {
  const rule = visibility.get(table.resource.name);
  if (rule === undefined) return;
  appendCondition(draft, rule, table, placeOfRule({ isWrite }));
  draft.push(' AND ');
}

function placeOfRule({ isWrite }: Pick<ConditionPlace, 'isWrite'>): ConditionPlace {
  return isWrite ? IN_RULES.write : IN_RULES.read;
}

function appendComparison(draft: SqlDraft, { field, operator, value }: Comparison, table: LinkedTable): void {
  const column = table.columnOf(field);
  const isInstant = field.type === 'datetime' && !field.isArray && column.metadata.transformer === undefined;
  if (isInstant && appendInstants(draft, column, operator, value)) return;
  BUILDERS[operator](draft, column, value, table.dialect);
}

function comparison(sign: string): OperatorBuilder {
  return (draft, column, value) => void draft.push(`${column.reference} ${sign} `).bind(column.toParameter(value));
}

function appendBetween(draft: SqlDraft, column: LinkedColumn, value: unknown): void {
  const [low, high] = toList(value);
  draft.push(`${column.reference} BETWEEN `).bind(column.toParameter(low));
  draft.push(' AND ').bind(column.toParameter(high));
}

function appendAmong(draft: SqlDraft, column: LinkedColumn, value: unknown, dialect: SqlDialect): void {
  const parameters = toList(value).map(column.toParameter);
  if (parameters.length === 0) draft.push(FALSE);
  else dialect.among(draft, column, parameters);
}

/** Rows that do not match, those with NULL included. */
export function appendExcept(draft: SqlDraft, column: LinkedColumn, appendMatch: () => void): void {
  draft.push(column.nullable ? '(' : 'NOT (');
  appendMatch();
  draft.push(column.nullable ? ') IS NOT TRUE' : ')');
}

function textMatch(kind: TextMatch, ignoreCase: boolean): OperatorBuilder {
  return (draft, column, value, dialect) => dialect.match(draft, column, kind, String(value), ignoreCase);
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
