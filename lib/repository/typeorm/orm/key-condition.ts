import { SqlDraft } from '../compiled/sql-draft.js';
import type { LinkedTable } from '../compiled/linked-table.js';

/** The condition that names one row by its key. */
export function keyDraft(table: LinkedTable, key: readonly unknown[]): SqlDraft {
  const draft = new SqlDraft();
  for (const [index, column] of table.key.entries()) {
    if (index > 0) draft.push(' AND ');
    table.dialect.equal(draft, column, column.toParameter(key[index]));
  }
  return draft;
}
