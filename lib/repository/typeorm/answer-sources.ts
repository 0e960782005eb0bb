import type { DataSource, EntityMetadata } from 'typeorm';
import { tableName } from './write-reach.js';

/** Where the rows of an entity come from. */
export interface AnswerSources {
  /**
   * Tables that they are made of: its own, and those of relations that TypeORM loads along. `undefined` where it cannot be
   * told from which rows an answer comes, or whether they are the latest.
   */
  readonly tables: readonly string[] | undefined;
  /** Whether a row is also made of other rows of its own table. */
  readonly mixesOwnRows: boolean;
}

export function answerSources(metadata: EntityMetadata, dataSource: DataSource): AnswerSources {
  const own = tableName(dataSource, metadata);
  const found = new Set<string>();
  // Classes that share a table have relations of their own.
  const seen = new Set([metadata]);
  let mixesOwnRows = false;
  for (const next of seen) {
    if (!isKnown(next, dataSource)) return { tables: undefined, mixesOwnRows };
    found.add(tableName(dataSource, next));
    for (const target of loadedAlong(next)) {
      mixesOwnRows ||= tableName(dataSource, target) === own;
      seen.add(target);
    }
  }
  return { tables: [...found], mixesOwnRows };
}

function isKnown({ tableType, columns }: EntityMetadata, { options }: DataSource): boolean {
  // A replica may answer with rows as they were before a change that is known already.
  if ('replication' in options && options.replication !== undefined) return false;
  // A view, or a column that is a query, shows rows of tables that only the database knows.
  return tableType !== 'view' && columns.every(({ query }) => query === undefined);
}

/** Entities whose rows, or keys, TypeORM loads with those of this one. */
function loadedAlong({ eagerRelations, relationIds }: EntityMetadata): EntityMetadata[] {
  const relations = [...eagerRelations, ...relationIds.map(({ relation }) => relation)];
  return relations.map(({ inverseEntityMetadata }) => inverseEntityMetadata);
}
