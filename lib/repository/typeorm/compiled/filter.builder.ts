import type { Comparison, Condition } from '../../../query/question.js';
import type { Operator } from '../../../resource/operator.js';
import { appendInstants } from './instant-filter.builder.js';
import type { LinkedColumn } from './linked-column.js';
import type { LinkedTable } from './linked-table.js';
import type { SqlDraft } from './sql-draft.js';
import type { SqlDialect, TextMatch } from './sql-dialect.js';

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

/**
 * Adds a filter as SQL that is true or not true for every row: a row whose column is NULL is not matched by a
 * comparison, and therefore is matched by its negation (`ne`, `nin`, `not`).
 */
export function appendCondition(draft: SqlDraft, condition: Condition, table: LinkedTable): void {
  switch (condition.kind) {
    case 'comparison':
      return appendComparison(draft, condition, table);
    case 'not':
      draft.push('(');
      appendCondition(draft, condition.condition, table);
      return void draft.push(') IS NOT TRUE');
    default:
      return appendJunction(draft, condition.kind, condition.conditions, table);
  }
}

function appendJunction(
  draft: SqlDraft,
  kind: 'and' | 'or',
  conditions: readonly Condition[],
  table: LinkedTable,
): void {
  if (conditions.length === 0) return void draft.push(kind === 'and' ? TRUE : FALSE);
  for (const [index, condition] of conditions.entries()) {
    draft.push(index === 0 ? '(' : kind === 'and' ? ' AND ' : ' OR ');
    appendCondition(draft, condition, table);
  }
  draft.push(')');
}

function appendComparison(draft: SqlDraft, { field, operator, value }: Comparison, table: LinkedTable): void {
  const column = table.columnOf(field);
  const isInstant = field.type === 'datetime' && !field.isArray && column.metadata.transformer === undefined;
  if (isInstant && appendInstants(draft, column, operator, value)) return;
  BUILDERS[operator](draft, column, value, table.dialect);
}

/** Every word has to occur in at least one of the resource's search fields, in whatever case. */
export function appendSearch(draft: SqlDraft, words: readonly string[], table: LinkedTable): void {
  const columns = table.resource.searchFields.map((field) => table.columnOf(field));
  if (columns.length === 0) return void draft.push(FALSE);
  for (const [index, word] of words.entries()) {
    if (index > 0) draft.push(' AND ');
    for (const [position, column] of columns.entries()) {
      draft.push(position === 0 ? '(' : ' OR ');
      table.dialect.match(draft, column, 'contains', word, true);
    }
    draft.push(')');
  }
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
