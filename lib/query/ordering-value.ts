import type { Relation, SortKey } from '../resource/resource.js';
import type { Field } from '../resource/field.js';
import { nearestPath } from './nearest-path.js';
import { pathWords, type PathWords } from './path-words.js';
import { findAtPath, MAX_PATH_RELATIONS, type PathEnd } from './path-lookup.js';
import type { QueryProblems } from './query-problems.js';
import { toOneRelations } from './relation-paths.js';
import type { Vocabulary } from './vocabulary.js';

const WORDS: PathWords = { names: ({ sortable }) => sortable.keys(), relations: toOneRelations };

/**
 * Reads the items of `ordering`: paths to sortable fields, with a minus sign in front for descending.
 *
 * @param parameter the name that problems are told under
 */
export function readOrdering(
  vocabulary: Vocabulary,
  items: readonly string[],
  problems: QueryProblems,
  parameter = 'ordering',
): readonly SortKey[] {
  const sort: SortKey[] = [];
  for (const [index, item] of items.entries()) {
    const isDescending = item.startsWith('-');
    const path = isDescending ? item.slice(1) : item;
    const end = findSortable(vocabulary, path);
    if (end === undefined) {
      const nearest = nearestPath(pathWords(vocabulary, WORDS, MAX_PATH_RELATIONS), path, problems);
      const suggestion = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
      problems.addItem('LA106', parameter, index, `No field to order by.${suggestion}`);
    } else if (sort.some((sortKey) => isSamePlace(sortKey, end))) {
      problems.addItem('LA104', parameter, index, 'The field is named twice.');
    } else {
      const direction = isDescending ? 'desc' : 'asc';
      sort.push({ field: end.found, direction, ...(end.via.length > 0 && { via: end.via }) });
    }
  }
  return sort;
}

function findSortable(vocabulary: Vocabulary, path: string): PathEnd<Field> | undefined {
  const end = findAtPath(vocabulary, path, ({ sortable }, rest) => sortable.get(rest));
  return end?.via.every(({ kind }) => kind === 'one') ? end : undefined;
}

function isSamePlace({ field, via = [] }: SortKey, end: PathEnd<Field>): boolean {
  return field === end.found && isSamePath(via, end.via);
}

function isSamePath(left: readonly Relation[], right: readonly Relation[]): boolean {
  return left.length === right.length && left.every((relation, index) => relation === right[index]);
}
