import type { ItemQuestion } from '../../../query/question.js';
import { acceptedVersions } from '../version-match.js';
import type { LinkedColumn } from './linked-column.js';
import type { LinkedTable } from './linked-table.js';
import type { SqlDraft } from './sql-draft.js';

/** What names one row: its key, whether it may be deleted, and the versions that it may have. */
export interface RowCondition {
  /** The same for conditions of the same text, whatever their values. */
  readonly shape: string;
  readonly parameters: readonly unknown[];
  /** Adds ` WHERE …`, with values from this slot on. */
  append(head: SqlDraft, firstSlot: number): SqlDraft;
}

type Question = Pick<ItemQuestion, 'key' | 'keyFields' | 'deleted' | 'versions'>;

/** What names the row of a question; versions that the column cannot hold are met by no row. */
export function rowCondition(table: LinkedTable, { key, keyFields, deleted, versions }: Question): RowCondition {
  const columns = keyFields?.map((field) => table.columnOf(field)) ?? table.key;
  const versionField = table.resource.version;
  const accepted = acceptedVersions(versions, versionField);
  const versionColumn = versionField && table.columnOf(versionField);
  const keyNames = keyFields === undefined ? '' : keyFields.map(({ name }) => name).join('\n');
  return {
    shape: `${keyNames} ${deleted} ${accepted?.length ?? ''}`,
    parameters: [
      ...columns.map((column, index) => column.toParameter(key[index])),
      ...(accepted ?? []).map((version) => versionColumn!.toParameter(version)),
    ],
    append(head, firstSlot) {
      for (const [index, column] of columns.entries()) {
        head.push(index === 0 ? ' WHERE ' : ' AND ');
        table.dialect.equal(head, column, firstSlot + index);
      }
      if (deleted !== 'with') appendDeleted(head, table, deleted);
      return appendVersions(head, versionColumn, accepted?.length, firstSlot + columns.length);
    },
  };
}

function appendDeleted(head: SqlDraft, { isAlive, isDeleted }: LinkedTable, deleted: 'without' | 'only'): void {
  if (deleted === 'only') head.push(` AND ${isDeleted ?? '1 = 0'}`);
  else if (isAlive !== undefined) head.push(` AND ${isAlive}`);
}

function appendVersions(
  head: SqlDraft,
  column: LinkedColumn | undefined,
  count: number | undefined,
  firstSlot: number,
): SqlDraft {
  if (count === undefined) return head;
  if (count === 0) return head.push(' AND 1 = 0');
  head.push(` AND ${column!.reference} IN (`);
  for (let index = 0; index < count; index++) head.push(index === 0 ? '' : ', ').bind(firstSlot + index);
  return head.push(')');
}
