import type { DataSource } from 'typeorm';

/**
 * Keeps a data source from altering the tables between many-to-many relations of entities that are not synchronized:
 * TypeORM has no such word for them, and gives them keys and indices of its own. To be called when the data source is
 * initialized, with `synchronize: false` in its options, and before its `synchronize()`.
 */
export function protectTables({ entityMetadatas }: DataSource): void {
  for (const { synchronize, manyToManyRelations } of entityMetadatas) {
    if (synchronize) continue;
    for (const { junctionEntityMetadata } of manyToManyRelations) {
      if (junctionEntityMetadata !== undefined) junctionEntityMetadata.synchronize = false;
    }
  }
}
