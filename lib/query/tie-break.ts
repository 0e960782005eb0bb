import type { Field } from '../resource/field.js';
import type { SortKey } from '../resource/resource.js';

/** The sort with every key field that it lacks at its end, ascending: no two rows compare equal. */
export function withTieBreak(sort: readonly SortKey[], key: readonly Field[]): readonly SortKey[] {
  const missing = key.filter((field) => !sort.some((sortKey) => sortKey.field === field && isOfRow(sortKey)));
  return [...sort, ...missing.map((field): SortKey => ({ field, direction: 'asc' }))];
}

/** A resource that is related to itself has its own key at the end of a path too, where it tells no rows apart. */
function isOfRow({ via }: SortKey): boolean {
  return via === undefined || via.length === 0;
}
