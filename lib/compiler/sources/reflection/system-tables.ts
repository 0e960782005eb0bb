import type { DataSource } from 'typeorm';
import type { CatalogueTable } from './catalogue/catalogue.js';

/** Tables of LightAPI itself: answers to creates, and logins. */
const OWN_TABLES: ReadonlySet<string> = new Set(['lightapi_idempotency', 'lightapi_session']);

const MIGRATION_COLUMNS = ['id', 'timestamp', 'name'];

/** Why a table is nobody's data, if it is not. */
export function systemTableReason({ name, columns }: CatalogueTable, { options }: DataSource): string | undefined {
  if (OWN_TABLES.has(name)) return 'it is one of LightAPI’s own';
  const isMigrations =
    name === (options.migrationsTableName ?? 'migrations') &&
    MIGRATION_COLUMNS.every((wanted) => columns.some((column) => column.name === wanted));
  const isMetadata = name === (options.metadataTableName ?? 'typeorm_metadata');
  return isMigrations || isMetadata ? 'TypeORM keeps its books in it' : undefined;
}
