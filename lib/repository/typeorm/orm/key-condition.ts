import type { Field } from '../../../resource/field.js';
import { SqlDraft } from '../compiled/sql-draft.js';
import type { LinkedTable } from '../compiled/linked-table.js';

/** The condition that names one row by its key, or by another unique key. */
export function keyDraft(table: LinkedTable, key: readonly unknown[], keyFields?: readonly Field[]): SqlDraft {
  const draft = new SqlDraft();
  const columns = keyFields?.map((field) => table.columnOf(field)) ?? table.key;
  for (const [index, column] of columns.entries()) {
    if (index > 0) draft.push(' AND ');
    table.dialect.equal(draft, column, column.toParameter(key[index]));
  }
  return draft;
}
