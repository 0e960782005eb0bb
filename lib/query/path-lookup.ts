import type { Relation } from '../resource/resource.js';
import type { Vocabulary } from './vocabulary.js';

/** Relations that the path of a filter or of `ordering` may lead through. */
export const MAX_PATH_RELATIONS = 2;

/** Something that a path leads to: `name` of the author, in `author.name`. */
export interface PathEnd<Found> {
  readonly via: readonly Relation[];
  readonly found: Found;
}

/**
 * Follows a path through relations that filters may use, until `lookUp` knows what is left of it. A name of the resource
 * itself goes before a path, so that `address.city` stays the embedded column that it was.
 */
export function findAtPath<Found>(
  start: Vocabulary,
  path: string,
  lookUp: (vocabulary: Vocabulary, rest: string) => Found | undefined,
  maxRelations: number = MAX_PATH_RELATIONS,
): PathEnd<Found> | undefined {
  const via: Relation[] = [];
  let vocabulary = start;
  let rest = path;
  for (;;) {
    const found = lookUp(vocabulary, rest);
    if (found !== undefined) return { via, found };
    const dot = rest.indexOf('.');
    const relation = dot === -1 ? undefined : vocabulary.filterable.get(rest.slice(0, dot));
    if (relation === undefined || via.length === maxRelations) return undefined;
    via.push(relation);
    vocabulary = vocabulary.of(relation.target);
    rest = rest.slice(dot + 1);
  }
}
