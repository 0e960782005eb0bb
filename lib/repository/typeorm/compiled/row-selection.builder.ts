import type { Condition, DeletedRows, ListQuestion, Visibility } from '../../../query/question.js';
import { appendCondition } from './filter.builder.js';
import type { LinkedTable } from './linked-table.js';
import { appendParent } from './relations/parent.builder.js';
import { SqlDraft } from './sql-draft.js';

/** What decides which rows of a table a question is about. */
export interface RowSelection {
  readonly filter: Condition | undefined;
  readonly deleted: DeletedRows;
  readonly parent: ListQuestion['parent'];
  readonly visibility: Visibility;
}

/** ` WHERE …`, or nothing when every row is meant. */
export function whereDraft({ filter, deleted, parent, visibility }: RowSelection, table: LinkedTable): SqlDraft {
  const draft = new SqlDraft();
  const isThere = deletionCondition(table, deleted);
  if (table.isMember !== undefined) joinConditions(draft).push(table.isMember);
  if (isThere !== undefined) joinConditions(draft).push(isThere);
  if (parent !== undefined) appendParent(joinConditions(draft), table, parent, visibility);
  if (filter !== undefined) appendCondition(joinConditions(draft), filter, table, { visibility, isWrite: false });
  return draft;
}

/** True of the rows that are meant; `undefined` when that is no question of their deletion. */
function deletionCondition({ isAlive, isDeleted }: LinkedTable, deleted: DeletedRows): string | undefined {
  return deleted === 'without' ? isAlive : deleted === 'only' ? isDeleted : undefined;
}

/** Begins the next condition of a WHERE. */
function joinConditions(draft: SqlDraft): SqlDraft {
  return draft.push(draft.isEmpty ? ' WHERE ' : ' AND ');
}
