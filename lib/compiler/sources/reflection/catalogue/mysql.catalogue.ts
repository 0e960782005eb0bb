import {
  groupBy,
  textOf,
  type Ask,
  type CatalogueCheck,
  type CatalogueForeignKey,
  type CatalogueRow,
  type CatalogueTable,
  type CatalogueUnique,
  type ForeignKeyAction,
} from './catalogue.js';
import { mysqlColumn } from './mysql-column.js';

/** Each server has upper-case names of its own, so every column is given one. */
const TABLES = `
SELECT TABLE_NAME AS name, TABLE_TYPE AS kind, TABLE_COMMENT AS comment
FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME`;

const COLUMNS = `
SELECT TABLE_NAME AS tableName, COLUMN_NAME AS name, DATA_TYPE AS base, COLUMN_TYPE AS declared,
  CHARACTER_MAXIMUM_LENGTH AS length, NUMERIC_PRECISION AS digits, NUMERIC_SCALE AS scale,
  DATETIME_PRECISION AS fraction, IS_NULLABLE AS nullable, COLUMN_DEFAULT AS expression, EXTRA AS extra,
  COLUMN_COMMENT AS comment
FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME, ORDINAL_POSITION`;

const UNIQUE_INDEXES = `
SELECT TABLE_NAME AS tableName, INDEX_NAME AS name, COLUMN_NAME AS columnName, SUB_PART AS prefix
FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ? AND NON_UNIQUE = 0
ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`;

const FOREIGN_KEYS = `
SELECT k.TABLE_NAME AS tableName, k.CONSTRAINT_NAME AS name, k.COLUMN_NAME AS columnName,
  k.REFERENCED_TABLE_NAME AS referenced, k.REFERENCED_COLUMN_NAME AS referencedColumn,
  r.DELETE_RULE AS onDelete, r.UPDATE_RULE AS onUpdate
FROM information_schema.KEY_COLUMN_USAGE k
JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA
  AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.TABLE_NAME = k.TABLE_NAME
WHERE k.TABLE_SCHEMA = ? AND k.REFERENCED_TABLE_SCHEMA = k.TABLE_SCHEMA
ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION`;

/** MariaDB tells the table; MySQL does not, and there names are unique in the schema. */
const CHECKS = {
  mariadb: `
SELECT TABLE_NAME AS tableName, CONSTRAINT_NAME AS name, CHECK_CLAUSE AS expression
FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ? ORDER BY TABLE_NAME, CONSTRAINT_NAME`,
  mysql: `
SELECT t.TABLE_NAME AS tableName, c.CONSTRAINT_NAME AS name, c.CHECK_CLAUSE AS expression
FROM information_schema.CHECK_CONSTRAINTS c JOIN information_schema.TABLE_CONSTRAINTS t
  ON t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME
WHERE c.CONSTRAINT_SCHEMA = ? ORDER BY t.TABLE_NAME, c.CONSTRAINT_NAME`,
} as const;

/** Those of the server's own catalogue are system views. */
const VIEWS: ReadonlySet<unknown> = new Set(['VIEW', 'SYSTEM VIEW']);

/** @param schema default: the database of the connection */
export async function readMysqlCatalogue(ask: Ask, schema: string | undefined): Promise<CatalogueTable[]> {
  const [server] = await ask('SELECT DATABASE() AS name, VERSION() AS version');
  const name = schema ?? String(server?.['name']);
  const isMariadb = /mariadb/i.test(String(server?.['version']));
  const [tables, columns, indexes, foreignKeys, checks] = [
    await ask(TABLES, [name]),
    await ask(COLUMNS, [name]),
    await ask(UNIQUE_INDEXES, [name]),
    await ask(FOREIGN_KEYS, [name]),
    await ask(isMariadb ? CHECKS.mariadb : CHECKS.mysql, [name]),
  ];
  const columnsOf = groupBy(columns, tableOf);
  const indexesOf = groupBy(indexes, tableOf);
  const foreignKeysOf = groupBy(foreignKeys, tableOf);
  const checksOf = groupBy(checks, tableOf);
  return tables
    .filter(({ kind }) => VIEWS.has(kind) || kind === 'BASE TABLE' || kind === 'SYSTEM VERSIONED')
    .map((row): CatalogueTable => {
      const table = String(row['name']);
      const isView = VIEWS.has(row['kind']);
      const ownIndexes = indexesOf.get(table) ?? [];
      const ownChecks = (checksOf.get(table) ?? []).map(toCheck);
      return {
        name: table,
        kind: isView ? 'view' : 'table',
        // A view has the word VIEW for a comment.
        comment: isView ? undefined : textOf(row['comment']),
        columns: (columnsOf.get(table) ?? []).map((column) => mysqlColumn(column, ownChecks, isMariadb)),
        primaryKey: ownIndexes.filter(({ name: index }) => index === 'PRIMARY').map(columnOf),
        uniques: toUniques(ownIndexes),
        checks: ownChecks,
        foreignKeys: toForeignKeys(foreignKeysOf.get(table) ?? []),
      };
    });
}

/** An index over the beginning of a text, or over an expression, is no key of columns. */
function toUniques(rows: readonly CatalogueRow[]): CatalogueUnique[] {
  return [...groupBy(rows, nameOf)]
    .filter(([name, parts]) => name !== 'PRIMARY' && parts.every(isWhole))
    .map(([name, parts]) => ({ name, columns: parts.map(columnOf), where: undefined }));
}

function isWhole(part: CatalogueRow): boolean {
  return part['columnName'] !== null && part['prefix'] === null;
}

function toForeignKeys(rows: readonly CatalogueRow[]): CatalogueForeignKey[] {
  return [...groupBy(rows, nameOf)].map(([name, parts]) => ({
    name,
    columns: parts.map(columnOf),
    referencedTable: String(parts[0]!['referenced']),
    referencedColumns: parts.map((part) => String(part['referencedColumn'])),
    onDelete: String(parts[0]!['onDelete']) as ForeignKeyAction,
    onUpdate: String(parts[0]!['onUpdate']) as ForeignKeyAction,
  }));
}

function toCheck(row: CatalogueRow): CatalogueCheck {
  return { name: nameOf(row), expression: String(row['expression']) };
}

function tableOf(row: CatalogueRow): string {
  return String(row['tableName']);
}

function nameOf(row: CatalogueRow): string {
  return String(row['name']);
}

function columnOf(row: CatalogueRow): string {
  return String(row['columnName']);
}
