import type { Relation } from '../resource/resource.js';
import type { PathNode } from './nearest-path.js';
import type { Vocabulary } from './vocabulary.js';

/** What paths of one kind are made of. */
export interface PathWords {
  names(vocabulary: Vocabulary): Iterable<string>;
  relations(vocabulary: Vocabulary): Iterable<Relation>;
}

/** The words that paths of one kind may be made of, from one resource on. */
export function pathWords(start: Vocabulary, words: PathWords, maxRelations: number): PathNode {
  const relations = maxRelations === 0 ? [] : [...words.relations(start)];
  return {
    names: [...words.names(start)],
    ways: new Map(
      relations.map(({ name, target }) => [name, () => pathWords(start.of(target), words, maxRelations - 1)]),
    ),
  };
}
