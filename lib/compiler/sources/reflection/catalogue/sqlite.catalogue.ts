import {
  groupBy,
  textOf,
  type Ask,
  type CatalogueForeignKey,
  type CatalogueRow,
  type CatalogueTable,
  type CatalogueUnique,
  type ForeignKeyAction,
} from './catalogue.js';
import { checksIn } from './sqlite-checks.js';
import { sqliteColumn } from './sqlite-column.js';

/** What a virtual table keeps its data in is its own affair. */
const TABLES = `
SELECT t.name, t.type AS kind, t.wr AS withoutRowid, m.sql
FROM pragma_table_list t JOIN sqlite_master m ON m.name = t.name AND m.type IN ('table', 'view')
WHERE t.schema = 'main' AND t.type IN ('table', 'view', 'virtual') AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
ORDER BY t.name`;

const COLUMNS = `
SELECT m.name AS tableName, c.name, c.type, c."notnull" AS required, c.dflt_value AS expression, c.pk AS keyPlace, c.hidden
FROM sqlite_master m JOIN pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND c.hidden <> 1
ORDER BY m.name, c.cid`;

/** Asked of one view at a time: one that has lost its table makes the question fail. */
const VIEW_COLUMNS = `
SELECT c.name, c.type, c."notnull" AS required, c.dflt_value AS expression, c.pk AS keyPlace, c.hidden
FROM pragma_table_xinfo(?) c ORDER BY c.cid`;

const FOREIGN_KEYS = `
SELECT m.name AS tableName, k.id, k."table" AS referenced, k."from" AS columnName, k."to" AS referencedColumn,
  k.on_delete AS onDelete, k.on_update AS onUpdate
FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) k WHERE m.type = 'table' ORDER BY m.name, k.id DESC, k.seq`;

const UNIQUE_INDEXES = `
SELECT m.name AS tableName, i.name, i.partial, i.origin, s.sql, c.name AS columnName
FROM sqlite_master m JOIN pragma_index_list(m.name) i JOIN pragma_index_xinfo(i.name) c
LEFT JOIN sqlite_master s ON s.type = 'index' AND s.name = i.name
WHERE m.type = 'table' AND i."unique" = 1 AND c.key = 1 ORDER BY m.name, i.name, c.seqno`;

export async function readSqliteCatalogue(ask: Ask): Promise<CatalogueTable[]> {
  const tables = await ask(TABLES);
  const [columns, foreignKeys, indexes] = [await ask(COLUMNS), await ask(FOREIGN_KEYS), await ask(UNIQUE_INDEXES)];
  const columnsOf = groupBy(columns, tableOf);
  const foreignKeysOf = groupBy(foreignKeys, tableOf);
  const indexesOf = groupBy(indexes, tableOf);
  const keys = new Map([...columnsOf].map(([table, own]) => [table.toLowerCase(), keyOf(own)]));
  const namesOf = new Map(tables.map(({ name }) => [String(name).toLowerCase(), String(name)]));
  const views = tables.filter(({ kind }) => kind === 'view');
  const catalogue = tables
    .filter(({ kind }) => kind !== 'view')
    .map((row): CatalogueTable => {
      const table = String(row['name']);
      const own = columnsOf.get(table) ?? [];
      const ownIndexes = indexesOf.get(table) ?? [];
      const checks = checksIn(String(row['sql']));
      return {
        name: table,
        kind: 'table',
        comment: undefined,
        columns: own.map((column) => sqliteColumn(column, hasRowidKey(row, own, ownIndexes), checks)),
        primaryKey: keyOf(own),
        uniques: toUniques(ownIndexes),
        checks: checks.map(({ name, expression }) => ({ name: name ?? expression, expression })),
        foreignKeys: toForeignKeys(foreignKeysOf.get(table) ?? [], namesOf, keys),
        ...(row['kind'] === 'virtual' && { skipReason: 'it is a virtual table' }),
      };
    });
  for (const { name } of views) catalogue.push(await readView(ask, String(name)));
  return catalogue;
}

async function readView(ask: Ask, name: string): Promise<CatalogueTable> {
  const view = {
    name,
    kind: 'view',
    comment: undefined,
    primaryKey: [],
    uniques: [],
    checks: [],
    foreignKeys: [],
  } as const;
  try {
    const columns = await ask(VIEW_COLUMNS, [name]);
    return { ...view, columns: columns.map((column) => sqliteColumn(column, false, [])) };
  } catch (error) {
    return { ...view, columns: [], skipReason: `it cannot be read: ${(error as Error).message}` };
  }
}

/** Whether the key is the number that SQLite counts for every row: then it needs no index of its own. */
function hasRowidKey(table: CatalogueRow, columns: readonly CatalogueRow[], indexes: readonly CatalogueRow[]): boolean {
  if (table['kind'] !== 'table' || Number(table['withoutRowid']) !== 0 || keyOf(columns).length !== 1) return false;
  return indexes.every(({ origin }) => origin !== 'pk');
}

function keyOf(columns: readonly CatalogueRow[]): string[] {
  return columns
    .filter(({ keyPlace }) => Number(keyPlace) > 0)
    .sort((left, right) => Number(left['keyPlace']) - Number(right['keyPlace']))
    .map(({ name }) => String(name));
}

/** An index over an expression is no key of columns. */
function toUniques(rows: readonly CatalogueRow[]): CatalogueUnique[] {
  return [...groupBy(rows, ({ name }) => String(name))]
    .filter(([, parts]) => parts.every(({ columnName, origin }) => columnName !== null && origin !== 'pk'))
    .map(([name, parts]) => ({
      name,
      columns: parts.map(columnOf),
      where:
        Number(parts[0]!['partial']) === 1
          ? (textOf(parts[0]!['sql'])
              ?.split(/\bwhere\b/i)
              .at(-1) ?? '')
          : undefined,
    }));
}

/** Names are not told apart by case, and a key that names no columns means the other table's primary key. */
function toForeignKeys(
  rows: readonly CatalogueRow[],
  namesOf: ReadonlyMap<string, string>,
  keys: ReadonlyMap<string, readonly string[]>,
): CatalogueForeignKey[] {
  return [...groupBy(rows, ({ id }) => String(id))].map(([, parts]) => {
    const target = String(parts[0]!['referenced']).toLowerCase();
    const named = parts.map(({ referencedColumn }) => referencedColumn);
    return {
      name: undefined,
      columns: parts.map(columnOf),
      referencedTable: namesOf.get(target) ?? String(parts[0]!['referenced']),
      referencedColumns: named.includes(null) ? (keys.get(target) ?? []) : named.map(String),
      onDelete: String(parts[0]!['onDelete']) as ForeignKeyAction,
      onUpdate: String(parts[0]!['onUpdate']) as ForeignKeyAction,
    };
  });
}

function tableOf(row: CatalogueRow): string {
  return String(row['tableName']);
}

function columnOf(row: CatalogueRow): string {
  return String(row['columnName']);
}
