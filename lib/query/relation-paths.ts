import type { Relation } from '../resource/resource.js';
import type { Vocabulary } from './vocabulary.js';

/** A path of relations, and the words that may follow it. */
export interface RelationPath {
  readonly via: readonly Relation[];
  /** The same in writing: `author.country`. */
  readonly text: string;
  readonly vocabulary: Vocabulary;
}

/** Relations that `ordering` may lead through: to at most one row, since through others a row would have several places. */
export function toOneRelations({ filterable }: Vocabulary): readonly Relation[] {
  return [...filterable.values()].filter(({ kind }) => kind === 'one');
}

/**
 * Every path of at least one and at most so many relations, all shorter ones before the longer ones. There may be
 * thousands, so they are made one by one for as long as somebody wants another.
 */
export function* relationPaths(
  start: Vocabulary,
  relationsOf: (vocabulary: Vocabulary) => Iterable<Relation>,
  maxRelations: number,
): Generator<RelationPath> {
  let paths: RelationPath[] = [{ via: [], text: '', vocabulary: start }];
  for (let length = 1; length <= maxRelations; length++) {
    const longer: RelationPath[] = [];
    for (const { via, text, vocabulary } of paths) {
      for (const relation of relationsOf(vocabulary)) {
        const path: RelationPath = {
          via: [...via, relation],
          text: text === '' ? relation.name : `${text}.${relation.name}`,
          vocabulary: vocabulary.of(relation.target),
        };
        yield path;
        if (length < maxRelations) longer.push(path);
      }
    }
    paths = longer;
  }
}
