import type { DataSource, EntityMetadata } from 'typeorm';
import type { TableChange } from '../../events/table-change.js';
import { identityOf } from './database-identity.js';

/** Which tables a write of an entity changes. */
export interface WriteReach {
  /** Its own, by the name that {@link tableName} gives it. */
  readonly table: string;
  /** What the database does to other tables by itself when rows are removed. */
  readonly ofRemoval: readonly TableChange[];
}

/** What the database does to rows that refer to a removed one; after the others there is nothing to see. */
const CHANGING_ACTIONS: readonly (string | undefined)[] = ['CASCADE', 'SET NULL', 'SET DEFAULT'];

/** One name for a table, whichever entity it is looked at through. */
export function tableName(dataSource: DataSource, { tablePath }: EntityMetadata): string {
  return `${identityOf(dataSource).name}/${tablePath}`;
}

/** Found in the metadata once: the foreign keys of all entities of the data source. */
export function reachOf(metadata: EntityMetadata, dataSource: DataSource): WriteReach {
  return { table: tableName(dataSource, metadata), ofRemoval: removalReach(metadata, dataSource) };
}

/** What the database does to other tables by itself when rows of an entity are removed. */
export function removalReach(removed: EntityMetadata, dataSource: DataSource): readonly TableChange[] {
  const reached = new Map<string, TableChange>();
  const losing = new Set([removed.tablePath]);
  for (const next of losing) {
    for (const metadata of dataSource.entityMetadatas) {
      if (metadata.isJunction) continue;
      const table = tableName(dataSource, metadata);
      for (const { referencedEntityMetadata, onDelete } of metadata.foreignKeys) {
        if (referencedEntityMetadata.tablePath !== next || !CHANGING_ACTIONS.includes(onDelete)) continue;
        if (onDelete === 'CASCADE') losing.add(metadata.tablePath);
        reached.set(table, { table, rows: undefined });
      }
    }
  }
  return [...reached.values()];
}
