import type { DataSource, EntityMetadata } from 'typeorm';
import { tableName } from './write-reach.js';

/**
 * Tables that the rows of an entity are made of: its own, and those of relations that TypeORM loads along. `undefined`
 * where it cannot be told from which rows an answer comes, or whether they are the latest.
 */
export function answerSources(metadata: EntityMetadata, dataSource: DataSource): readonly string[] | undefined {
  // A replica may answer with rows as they were before a change that is known already.
  if ('replication' in dataSource.options && dataSource.options.replication !== undefined) return undefined;
  const found = new Set<string>();
  const open = [metadata];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const table = tableName(dataSource, next);
    if (found.has(table)) continue;
    // A view, or a column that is a query, shows rows of tables that only the database knows.
    if (next.tableType === 'view' || next.columns.some(({ query }) => query !== undefined)) return undefined;
    found.add(table);
    open.push(...next.eagerRelations.map(({ inverseEntityMetadata }) => inverseEntityMetadata));
  }
  return [...found];
}
