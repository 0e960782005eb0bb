import type { Operator } from '../../../resource/operator.js';
import type { LinkedColumn } from './linked-column.js';
import type { SqlDraft } from './sql-draft.js';

/** 9999-12-31T23:59:59.999Z, the last instant that every engine can store. */
const LAST_INSTANT = 253_402_300_799_999;

/**
 * Adds a comparison of instants. Answers show milliseconds where columns may hold microseconds, so a value means the
 * whole millisecond: `eq` finds the row that was answered with it. Every bound is `>=` or `<`, which leaves an index of
 * use. Returns false for operators that are not about instants.
 */
export function appendInstants(draft: SqlDraft, column: LinkedColumn, operator: Operator, value: unknown): boolean {
  switch (operator) {
    case 'eq':
    case 'in':
      appendAny(draft, column, value);
      return true;
    case 'ne':
    case 'nin':
      draft.push('(');
      appendAny(draft, column, value);
      draft.push(') IS NOT TRUE');
      return true;
    case 'lt':
      appendBefore(draft, column, value as Date);
      return true;
    case 'gte':
      appendFrom(draft, column, value as Date);
      return true;
    case 'lte':
      appendUntil(draft, column, value as Date);
      return true;
    case 'gt':
      appendAfter(draft, column, value as Date);
      return true;
    case 'between':
      appendSpan(draft, column, (value as readonly Date[])[0]!, (value as readonly Date[])[1]!);
      return true;
    default:
      return false;
  }
}

function appendAny(draft: SqlDraft, column: LinkedColumn, value: unknown): void {
  const instants = (Array.isArray(value) ? value : [value]) as readonly Date[];
  if (instants.length === 0) return void draft.push('1 = 0');
  for (const [index, instant] of instants.entries()) {
    draft.push(index === 0 ? '(' : ' OR ');
    appendSpan(draft, column, instant, instant);
  }
  draft.push(')');
}

function appendSpan(draft: SqlDraft, column: LinkedColumn, first: Date, last: Date): void {
  draft.push('(');
  appendFrom(draft, column, first);
  draft.push(' AND ');
  appendUntil(draft, column, last);
  draft.push(')');
}

function appendFrom(draft: SqlDraft, column: LinkedColumn, instant: Date): void {
  draft.push(`${column.reference} >= `).bind(column.toInstant(instant));
}

function appendBefore(draft: SqlDraft, column: LinkedColumn, instant: Date): void {
  draft.push(`${column.reference} < `).bind(column.toInstant(instant));
}

function appendUntil(draft: SqlDraft, column: LinkedColumn, instant: Date): void {
  const next = nextInstant(instant);
  if (next === undefined) draft.push(`${column.reference} IS NOT NULL`);
  else appendBefore(draft, column, next);
}

function appendAfter(draft: SqlDraft, column: LinkedColumn, instant: Date): void {
  const next = nextInstant(instant);
  if (next === undefined) draft.push('1 = 0');
  else appendFrom(draft, column, next);
}

function nextInstant(instant: Date): Date | undefined {
  return instant.getTime() < LAST_INSTANT ? new Date(instant.getTime() + 1) : undefined;
}
