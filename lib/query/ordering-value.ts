import type { Field } from '../resource/field.js';
import type { SortKey } from '../resource/resource.js';
import type { QueryProblems } from './query-problems.js';

/** Reads the items of `ordering`: names of sortable fields, with a minus sign in front for descending. */
export function readOrdering(
  sortable: ReadonlyMap<string, Field>,
  items: readonly string[],
  problems: QueryProblems,
): readonly SortKey[] {
  const sort: SortKey[] = [];
  for (const [index, item] of items.entries()) {
    const isDescending = item.startsWith('-');
    const name = isDescending ? item.slice(1) : item;
    const field = sortable.get(name);
    if (field === undefined) {
      const suggestion = problems.suggestion(name, [...sortable.keys()]);
      problems.add('LA106', 'ordering', `Item ${index + 1}: no field to order by.${suggestion}`);
    } else if (sort.some((sortKey) => sortKey.field === field)) {
      problems.add('LA104', 'ordering', `Item ${index + 1}: the field is named twice.`);
    } else {
      sort.push({ field, direction: isDescending ? 'desc' : 'asc' });
    }
  }
  return sort;
}
