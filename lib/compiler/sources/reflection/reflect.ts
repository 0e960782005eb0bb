import type { DataSource, EntitySchema } from 'typeorm';
import { nearestName } from '../../../common/nearest-name.js';
import type { Ask, CatalogueTable } from './catalogue/catalogue.js';
import { readMysqlCatalogue } from './catalogue/mysql.catalogue.js';
import { readPostgresCatalogue } from './catalogue/postgres.catalogue.js';
import { readSqliteCatalogue } from './catalogue/sqlite.catalogue.js';
import { carriedColumns } from './columns.js';
import { keyOf } from './keys.js';
import { entityNameFor, NameRegister } from './names.js';
import { relateTables } from './relations.js';
import { systemTableReason } from './system-tables.js';
import { draftTable, type TableDraft } from './table-draft.js';

/** What is read of a database. */
export interface ReflectionOptions {
  /** Schema of PostgreSQL, or database of MySQL. Default: the connection's own. */
  readonly schema?: string;
  /** Tables and views to read, by their names in the database. Default: all. */
  readonly tables?: readonly string[];
  /**
   * Columns that tell the rows of a view, or of a table without a primary key, apart. A table to which the database does
   * not hold them is only read.
   */
  readonly keys?: Readonly<Record<string, readonly string[]>>;
}

/** A table or a view as an entity. */
export interface ReflectedTable {
  /** Its name in the database. */
  readonly table: string;
  /**
   * The entity; its name is the singular of the table's in Pascal case, its properties are the columns' names in camel
   * case. It is never synchronized. Its relations lead to the entities of this reflection, which its data source needs.
   */
  readonly schema: EntitySchema;
  /** The table's comment. */
  readonly description: string | undefined;
  /** Its rows can be listed and read only. A view's always. */
  readonly isReadOnly: boolean;
  /** Why a table, which could be written otherwise, is only read. */
  readonly readOnlyReason: string | undefined;
  /** It does nothing but relate two others, which have a many-to-many relation for it. */
  readonly isJunction: boolean;
  /** Names of its relations. */
  readonly relations: readonly string[];
}

/** A table, or a column of one, that is left out. */
export interface Skipped {
  readonly table: string;
  readonly column?: string;
  readonly reason: string;
}

/** What a database holds, as far as an API can be made of it. */
export interface Reflection {
  /** In the order of the tables' names. */
  readonly schemas: readonly ReflectedTable[];
  readonly skipped: readonly Skipped[];
}

/**
 * Reads the tables and views of a connected data source as entities. It sends a handful of statements, however many tables
 * there are, and none that writes.
 *
 * None of the entities is synchronized. A data source that synchronizes others has to be told to leave the tables between
 * many-to-many relations alone as well: see `protectTables`.
 *
 * @throws TypeError for a database other than PostgreSQL, MariaDB, MySQL and SQLite
 */
export async function reflectDatabase(dataSource: DataSource, options: ReflectionOptions = {}): Promise<Reflection> {
  const catalogue = await readCatalogue(dataSource, options.schema);
  const wanted = options.tables && new Set(options.tables);
  const skipped: Skipped[] = [...(wanted ?? [])]
    .filter((name) => catalogue.every((table) => table.name !== name))
    .map((table) => ({ table, reason: absence(table, catalogue) }));
  const drafts = draftTables(
    catalogue.filter(({ name }) => wanted?.has(name) ?? true),
    dataSource,
    options,
    skipped,
  );
  const junctions = relateTables(drafts);
  const schemas = drafts.map((draft): ReflectedTable => ({
    table: draft.table.name,
    schema: draft.schema,
    description: draft.table.comment,
    isReadOnly: draft.table.kind === 'view' || draft.readOnlyReason !== undefined,
    readOnlyReason: draft.table.kind === 'view' ? undefined : draft.readOnlyReason,
    isJunction: junctions.has(draft),
    relations: Object.keys(draft.relations),
  }));
  return { schemas, skipped };
}

async function readCatalogue(dataSource: DataSource, schema: string | undefined): Promise<CatalogueTable[]> {
  const { type } = dataSource.options;
  const own = 'schema' in dataSource.options ? (dataSource.options.schema as string | undefined) : undefined;
  const queryRunner = dataSource.createQueryRunner();
  const ask: Ask = (sql, parameters) => queryRunner.query(sql, parameters) as ReturnType<Ask>;
  try {
    if (type === 'postgres') return await readPostgresCatalogue(ask, schema ?? own);
    if (isMysql(dataSource)) return await readMysqlCatalogue(ask, schema);
    if (type === 'better-sqlite3') return await readSqliteCatalogue(ask);
  } finally {
    await queryRunner.release();
  }
  throw new TypeError(`A database of type ${type} cannot be reflected.`);
}

function draftTables(
  tables: readonly CatalogueTable[],
  dataSource: DataSource,
  { keys = {}, schema }: ReflectionOptions,
  skipped: Skipped[],
): TableDraft[] {
  const nameReason = nameReasonOf(dataSource);
  const place = schema === undefined ? {} : isMysql(dataSource) ? { database: schema } : { schema };
  // A relation looks for its target by the entity's name, or by the table's.
  const tableNames = new Set(tables.map(({ name }) => name));
  let current: string | undefined;
  const entityNames = new NameRegister((name) => name !== current && tableNames.has(name));
  const drafts: TableDraft[] = [];
  for (const table of tables) {
    const reason = systemTableReason(table, dataSource) ?? table.skipReason ?? tableNameReason(table.name, nameReason);
    if (reason !== undefined) {
      skipped.push({ table: table.name, reason });
      continue;
    }
    const { columns, left, readOnlyReason } = carriedColumns(table, nameReason);
    skipped.push(...left.map((item) => ({ table: table.name, ...item })));
    const key = keyOf(table, columns, Object.hasOwn(keys, table.name) ? keys[table.name] : undefined);
    if (typeof key === 'string') {
      skipped.push({ table: table.name, reason: key });
      continue;
    }
    current = table.name;
    const name = entityNames.take(entityNameFor(table.name));
    drafts.push(
      draftTable(table, name, columns, { ...key, readOnlyReason: readOnlyReason ?? key.readOnlyReason }, place),
    );
  }
  return drafts;
}

function absence(name: string, catalogue: readonly CatalogueTable[]): string {
  const nearest = nearestName(
    name,
    catalogue.map((table) => table.name),
  );
  return `there is no such table or view${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`;
}

function tableNameReason(name: string, nameReason: (name: string) => string | undefined): string | undefined {
  return name.includes('.') ? 'TypeORM takes a dot in its name for the end of a schema' : nameReason(name);
}

/** Values take the place of question marks in the text of a statement before it is sent. */
function nameReasonOf(dataSource: DataSource): (name: string) => string | undefined {
  if (!isMysql(dataSource)) return () => undefined;
  return (name) => (name.includes('?') ? 'mysql2 takes a question mark in its name for a value' : undefined);
}

function isMysql({ options: { type } }: DataSource): boolean {
  return type === 'mysql' || type === 'mariadb';
}
