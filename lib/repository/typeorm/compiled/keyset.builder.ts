import type { CursorPosition } from '../../../query/question.js';
import type { SortKey } from '../../../resource/resource.js';
import type { LinkedColumn } from './linked-column.js';
import type { LinkedTable } from './linked-table.js';
import { sortColumn } from './ordering.builder.js';
import type { SqlDraft } from './sql-draft.js';
import type { StoredOrder, StoredValue } from './stored-order.js';

const FALSE = '1 = 0';

/** A key of the sort with the value of the row that the walk goes on from. */
interface Term {
  readonly order: StoredOrder;
  readonly nullable: boolean;
  /** Sign of the values that the walk goes to. */
  readonly sign: '>' | '<';
  readonly value: StoredValue;
}

const orders = new WeakMap<LinkedColumn, StoredOrder>();

/** How a column is read and compared for cursors; made on first use. */
export function storedOrderOf(column: LinkedColumn, { dialect }: LinkedTable): StoredOrder {
  let order = orders.get(column);
  if (order === undefined) orders.set(column, (order = dialect.storedOrder(column)));
  return order;
}

/** The keys of ORDER BY for a walk: NULLs last, and backwards the same the other way round. */
export function walkOrder(sort: readonly SortKey[], table: LinkedTable, side: CursorPosition['side']): string {
  const { dialect } = table;
  const terms = sort.map((key) => {
    const column = sortColumn(key, table);
    const reference = storedOrderOf(column, table).sorted ?? column.reference;
    return side === 'after'
      ? dialect.sortTerm(reference, key.direction, column.nullable)
      : dialect.reversedSortTerm(reference, key.direction, column.nullable);
  });
  return terms.join(', ');
}

/**
 * Adds that a row stands beyond a position: key by key, the first that differs decides. NULLs stand last whatever the
 * direction, so after a NULL come only rows that are told apart by a later key.
 */
export function appendKeyset(
  draft: SqlDraft,
  sort: readonly SortKey[],
  table: LinkedTable,
  { side, values }: CursorPosition & { readonly values: readonly unknown[] },
): void {
  const terms = sort.map((key, index): Term => {
    const column = sortColumn(key, table);
    const isUpwards = (key.direction === 'asc') === (side === 'after');
    const value = (values[index] ?? null) as StoredValue;
    return { order: storedOrderOf(column, table), nullable: column.nullable, sign: isUpwards ? '>' : '<', value };
  });
  appendBeyond(draft, terms, 0, side);
}

function appendBeyond(draft: SqlDraft, terms: readonly Term[], index: number, side: CursorPosition['side']): void {
  const term = terms[index]!;
  const { order, value, sign } = term;
  const appendRest = index + 1 < terms.length ? () => appendBeyond(draft, terms, index + 1, side) : undefined;
  if (value === null) return appendBeyondNull(draft, order, side, appendRest);
  const reachesNulls = side === 'after' && term.nullable;
  if (!reachesNulls && appendRest !== undefined) {
    // The first comparison alone is one that an index serves.
    draft.push(`(${order.reference} ${sign}= `);
    order.append(draft, value);
    draft.push(` AND (${order.reference} ${sign} `);
    order.append(draft, value);
    draft.push(' OR ');
    appendRest();
    return void draft.push('))');
  }
  draft.push(`(${order.reference} ${sign} `);
  order.append(draft, value);
  if (reachesNulls) draft.push(` OR ${order.reference} IS NULL`);
  if (appendRest !== undefined) {
    draft.push(` OR (${order.reference} = `);
    order.append(draft, value);
    draft.push(' AND ');
    appendRest();
    draft.push(')');
  }
  draft.push(')');
}

/** After NULL there is only NULL, before it everything else. */
function appendBeyondNull(
  draft: SqlDraft,
  { reference }: StoredOrder,
  side: CursorPosition['side'],
  appendRest: (() => void) | undefined,
): void {
  if (side === 'before') draft.push(`(${reference} IS NOT NULL`);
  else draft.push(appendRest === undefined ? `(${FALSE}` : `(${reference} IS NULL`);
  if (appendRest !== undefined) {
    draft.push(side === 'before' ? ' OR ' : ' AND ');
    appendRest();
  }
  draft.push(')');
}
