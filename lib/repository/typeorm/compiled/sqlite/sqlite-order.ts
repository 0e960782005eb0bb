import type { LinkedColumn } from '../linked-column.js';
import type { SqlDraft } from '../sql-draft.js';
import type { StoredOrder, StoredValue } from '../stored-order.js';

/**
 * A column holds values of any kind, and kinds sort apart, so each value is kept with its kind: a letter in front of
 * integers (which may have more digits than a number of JavaScript), texts and bytes; floats are numbers.
 */
export function sqliteOrder({ reference }: LinkedColumn): StoredOrder {
  return {
    select:
      `CASE typeof(${reference}) WHEN 'integer' THEN 'i' || ${reference} WHEN 'text' THEN 't' || ${reference} ` +
      `WHEN 'blob' THEN 'x' || hex(${reference}) ELSE ${reference} END`,
    reference,
    toStored: (raw) => (typeof raw === 'number' && !Number.isFinite(raw) ? `f${raw}` : (raw as string | number)),
    append: appendStored,
  };
}

function appendStored(draft: SqlDraft, value: StoredValue): void {
  if (typeof value !== 'string') return void draft.bind(value);
  const text = value.slice(1);
  switch (value[0]) {
    case 'i':
      // With the plus it is an integer and nothing more: CAST alone would have texts compared as numbers.
      return void draft.push('+CAST(').bind(text).push(' AS INTEGER)');
    case 'x':
      return void draft.bind(Buffer.from(text, 'hex'));
    case 'f':
      return void draft.bind(Number(text));
    default:
      return void draft.bind(text);
  }
}
