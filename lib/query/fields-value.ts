import type { Field } from '../resource/field.js';
import type { QueryProblems } from './query-problems.js';
import type { Selection } from './selection.js';

/** Reads the items of `fields`; the answer is in representation order, whatever the order and repetition of the names. */
export function readFields(
  selection: Selection,
  items: readonly string[] | undefined,
  problems: QueryProblems,
): readonly Field[] {
  if (items === undefined) return selection.fields;
  const chosen = new Set<Field>();
  for (const [index, item] of items.entries()) {
    const fields = selection.byName.get(item);
    if (fields === undefined) {
      const suggestion = problems.suggestion(item, [...selection.byName.keys()]);
      problems.add('LA106', 'fields', `Item ${index + 1}: no such field.${suggestion}`);
    } else {
      for (const field of fields) chosen.add(field);
    }
  }
  return chosen.size === selection.fields.length
    ? selection.fields
    : selection.fields.filter((field) => chosen.has(field));
}
