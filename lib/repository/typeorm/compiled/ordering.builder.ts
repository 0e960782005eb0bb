import type { SortKey } from '../../../resource/resource.js';
import type { LinkedColumn } from './linked-column.js';
import type { LinkedTable } from './linked-table.js';
import { collectJoin, joinedTo, type JoinedTable } from './relations/joined-table.js';

/** The keys of ORDER BY, NULLs last; empty for an empty sort. */
export function orderText(sort: readonly SortKey[], table: LinkedTable): string {
  let order = '';
  for (const key of sort) {
    const column = sortColumn(key, table);
    order += (order === '' ? '' : ', ') + (key.direction === 'asc' ? column.ascending : column.descending);
  }
  return order;
}

/** The column that a key sorts by: of the table, or of one that is joined to it. */
export function sortColumn({ field, via }: SortKey, table: LinkedTable): LinkedColumn {
  if (via === undefined || via.length === 0) return table.columnOf(field);
  return via.reduce((owner, relation) => joinedTo(owner, relation).table, table).columnOf(field);
}

/** The joins of a statement with those that its order needs; the same list when it needs none. */
export function withSortJoins(
  joins: readonly JoinedTable[],
  sort: readonly SortKey[],
  table: LinkedTable,
): readonly JoinedTable[] {
  let all: JoinedTable[] | undefined;
  for (const { via } of sort) {
    if (via === undefined || via.length === 0) continue;
    all ??= [...joins];
    let owner = table;
    for (const relation of via) {
      const joined = joinedTo(owner, relation);
      collectJoin(all, joined);
      owner = joined.table;
    }
  }
  return all ?? joins;
}
