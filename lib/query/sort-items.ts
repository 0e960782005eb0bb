import { MAX_PATH_RELATIONS } from './path-lookup.js';
import { relationPaths, toOneRelations } from './relation-paths.js';
import type { Vocabulary } from './vocabulary.js';

/** The items that `ordering` may have: fields of the rows, and of those that to-one relations lead to, in both directions. */
export function* sortItems(start: Vocabulary): Generator<string> {
  for (const name of start.sortable.keys()) yield* [name, `-${name}`];
  for (const { text, vocabulary } of relationPaths(start, toOneRelations, MAX_PATH_RELATIONS)) {
    for (const name of vocabulary.sortable.keys()) yield* [`${text}.${name}`, `-${text}.${name}`];
  }
}
