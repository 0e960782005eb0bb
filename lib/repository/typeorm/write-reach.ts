import type { DataSource, EntityMetadata } from 'typeorm';
import type { TableChange } from '../../events/table-change.js';
import { identityOf } from './database-identity.js';

/** Which tables a write of an entity changes. */
export interface WriteReach {
  /** Its own, by the name that {@link tableName} gives it. */
  readonly table: string;
  /** What the database does to other tables by itself when rows are removed. */
  readonly ofRemoval: readonly TableChange[];
  /** The same when columns are changed that others refer to. */
  readonly ofReferred: readonly TableChange[];
  /** Properties of these columns. */
  readonly referred: ReadonlySet<string>;
}

/** What the database does to rows that refer to a removed one; after the others there is nothing to see. */
const CHANGING_ACTIONS: readonly (string | undefined)[] = ['CASCADE', 'SET NULL', 'SET DEFAULT'];

/** One name for a table, whichever entity it is looked at through. */
export function tableName(dataSource: DataSource, { tablePath }: EntityMetadata): string {
  return `${identityOf(dataSource).name}/${tablePath}`;
}

const reaches = new WeakMap<EntityMetadata, WriteReach>();

/** Found in the metadata once: the foreign keys of all entities of the data source. */
export function reachOf(metadata: EntityMetadata, dataSource: DataSource): WriteReach {
  let reach = reaches.get(metadata);
  if (reach === undefined) reaches.set(metadata, (reach = findReach(metadata, dataSource)));
  return reach;
}

function findReach(metadata: EntityMetadata, dataSource: DataSource): WriteReach {
  return {
    table: tableName(dataSource, metadata),
    ofRemoval: removalReach(metadata, dataSource),
    ofReferred: referringChanges(metadata, dataSource),
    referred: referredProperties(metadata, dataSource),
  };
}

function removalReach(removed: EntityMetadata, dataSource: DataSource): readonly TableChange[] {
  const reached = new Set<string>();
  const losing = new Set([removed.tablePath]);
  for (const next of losing) {
    for (const { metadata, foreignKey } of referringTo(next, dataSource)) {
      if (!CHANGING_ACTIONS.includes(foreignKey.onDelete)) continue;
      if (foreignKey.onDelete === 'CASCADE') losing.add(metadata.tablePath);
      reached.add(tableName(dataSource, metadata));
    }
  }
  return anyRowOf(reached);
}

function referringChanges(changed: EntityMetadata, dataSource: DataSource): readonly TableChange[] {
  const reached = new Set<string>();
  const changing = new Set([changed.tablePath]);
  for (const next of changing) {
    for (const { metadata } of followers(next, dataSource)) {
      changing.add(metadata.tablePath);
      reached.add(tableName(dataSource, metadata));
    }
  }
  return anyRowOf(reached);
}

function referredProperties({ tablePath }: EntityMetadata, dataSource: DataSource): ReadonlySet<string> {
  const columns = followers(tablePath, dataSource).flatMap(({ foreignKey }) => foreignKey.referencedColumns);
  return new Set(columns.map(({ propertyPath }) => propertyPath));
}

interface Referring {
  readonly metadata: EntityMetadata;
  readonly foreignKey: EntityMetadata['foreignKeys'][number];
}

/** Those that the database changes along. */
function followers(tablePath: string, dataSource: DataSource): Referring[] {
  return referringTo(tablePath, dataSource).filter(({ foreignKey }) => CHANGING_ACTIONS.includes(foreignKey.onUpdate));
}

function referringTo(tablePath: string, { entityMetadatas }: DataSource): Referring[] {
  return entityMetadatas
    .filter(({ isJunction }) => !isJunction)
    .flatMap((metadata) => metadata.foreignKeys.map((foreignKey) => ({ metadata, foreignKey })))
    .filter(({ foreignKey }) => foreignKey.referencedEntityMetadata.tablePath === tablePath);
}

function anyRowOf(tables: ReadonlySet<string>): readonly TableChange[] {
  return [...tables].map((table) => ({ table, rows: undefined }));
}
