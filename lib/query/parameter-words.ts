import type { Relation } from '../resource/resource.js';
import type { PathNode } from './nearest-path.js';
import { MAX_PATH_RELATIONS } from './path-lookup.js';
import type { Vocabulary } from './vocabulary.js';

/** What the path that was followed so far can still become. */
interface Followed {
  readonly relations: number;
  /** Whether it can be the path of a filter. */
  readonly filters: boolean;
  /** Whether it can be the path of an include. */
  readonly includes: boolean;
  readonly last: Relation | undefined;
}

/** The words that names of parameters behind relations are made of: fields to filter by, and what includes are asked. */
export function parameterWords(start: Vocabulary, filters: boolean): PathNode {
  return nodeAt(start, start.resource.limits.maxIncludeDepth, {
    relations: 0,
    filters,
    includes: true,
    last: undefined,
  });
}

function nodeAt(vocabulary: Vocabulary, maxIncludeDepth: number, followed: Followed): PathNode {
  const options = followed.includes && followed.last?.kind === 'many' ? ['page_size', 'ordering'] : [];
  const ways = new Map<string, () => PathNode>();
  const { resource, filterable, includable } = vocabulary;
  for (const relation of resource.relations.values()) {
    const { name } = relation;
    const next: Followed = {
      relations: followed.relations + 1,
      filters: followed.filters && filterable.has(name) && followed.relations < MAX_PATH_RELATIONS,
      includes: followed.includes && includable.has(name) && followed.relations < maxIncludeDepth,
      last: relation,
    };
    if (!next.filters && !next.includes) continue;
    ways.set(name, () => nodeAt(vocabulary.of(relation.target), maxIncludeDepth, next));
  }
  return { names: [...(followed.filters ? vocabulary.conditionNames : []), ...options], ways };
}
