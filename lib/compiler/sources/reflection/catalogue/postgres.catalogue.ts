import { defaultOf } from './default-value.js';
import {
  groupBy,
  textOf,
  type Ask,
  type CatalogueCheck,
  type CatalogueColumn,
  type CatalogueForeignKey,
  type CatalogueRow,
  type CatalogueTable,
  type CatalogueUnique,
  type ForeignKeyAction,
} from './catalogue.js';
import { postgresType } from './postgres-type.js';

/** Partitions are rows of their parents; what an extension made belongs to it. */
const TABLES = `
SELECT c.relname AS name, c.relkind AS kind, obj_description(c.oid, 'pg_class') AS comment,
  has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT') AS readable,
  has_any_column_privilege(c.oid, 'INSERT') OR has_any_column_privilege(c.oid, 'UPDATE')
    OR has_table_privilege(c.oid, 'DELETE') AS writable,
  EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    AS of_extension
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
ORDER BY c.relname`;

/** A domain is what it is made of; of an array, the item is what matters. */
const COLUMNS = `
SELECT c.relname AS "table", a.attname AS name, a.attnotnull OR t.typnotnull AS required, a.attidentity AS identity,
  a.attgenerated AS computed, pg_get_expr(d.adbin, d.adrelid) AS "default", col_description(c.oid, a.attnum) AS comment,
  format_type(a.atttypid, a.atttypmod) AS declared, b.typname AS base,
  format_type(b.oid, CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END) AS "full",
  i.typname AS item, format_type(i.oid, a.atttypmod) AS full_item, coalesce(i.oid, b.oid) AS scalar,
  a.attndims AS dimensions, has_column_privilege(c.oid, a.attnum, 'SELECT') AS readable
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
LEFT JOIN pg_type i ON i.oid = b.typelem AND b.typcategory = 'A'
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname, a.attnum`;

const ENUMS = `
SELECT e.enumtypid AS scalar, t.typname AS name, array_agg(e.enumlabel::text ORDER BY e.enumsortorder) AS labels
FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid GROUP BY e.enumtypid, t.typname`;

const CONSTRAINTS = `
SELECT c.relname AS "table", k.conname AS name, k.contype AS kind, k.confdeltype AS on_delete, k.confupdtype AS on_update,
  CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) END AS expression, r.relname AS referenced,
  CASE WHEN k.contype = 'f' THEN rn.nspname END AS referenced_schema,
  ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u(num, place)
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num ORDER BY u.place) AS columns,
  ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u(num, place)
    JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num ORDER BY u.place) AS referenced_columns
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class r ON r.oid = k.confrelid
LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace
WHERE n.nspname = $1 AND k.contype IN ('p', 'u', 'f', 'c') AND NOT c.relispartition
ORDER BY c.relname, k.conkey, k.conname`;

/** Those that no constraint stands behind, and that are of columns only. */
const UNIQUE_INDEXES = `
SELECT c.relname AS "table", x.relname AS name, pg_get_expr(i.indpred, i.indrelid) AS condition,
  ARRAY(SELECT a.attname::text FROM unnest(i.indkey::int[]) WITH ORDINALITY u(num, place)
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.num
    WHERE u.place <= i.indnkeyatts ORDER BY u.place) AS columns
FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_class x ON x.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND i.indisunique AND i.indisvalid AND i.indexprs IS NULL AND NOT c.relispartition
  AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))
ORDER BY c.relname, x.relname`;

const ACTIONS: Readonly<Record<string, ForeignKeyAction>> = {
  a: 'NO ACTION',
  r: 'RESTRICT',
  c: 'CASCADE',
  n: 'SET NULL',
  d: 'SET DEFAULT',
};

/** Makes the value of a key by itself. */
const RANDOM_UUID = /^(?:\w+\.)?(?:gen_random_uuid|uuid_generate_v[14]|uuidv[47])\(\)$/;

/** @param schema default: the first one of the connection's search path */
export async function readPostgresCatalogue(ask: Ask, schema: string | undefined): Promise<CatalogueTable[]> {
  const name = schema ?? textOf((await ask('SELECT current_schema() AS name'))[0]?.['name']);
  const [tables, columns, enums, constraints, indexes] = [
    await ask(TABLES, [name]),
    await ask(COLUMNS, [name]),
    await ask(ENUMS),
    await ask(CONSTRAINTS, [name]),
    await ask(UNIQUE_INDEXES, [name]),
  ];
  const labels = new Map(enums.map((row) => [row['scalar'], row]));
  const columnsOf = groupBy(columns, tableOf);
  const constraintsOf = groupBy(constraints, tableOf);
  const indexesOf = groupBy(indexes, tableOf);
  return tables.map((row): CatalogueTable => {
    const table = String(row['name']);
    const own = constraintsOf.get(table) ?? [];
    const ofKind = (kind: string): CatalogueRow[] => own.filter((constraint) => constraint['kind'] === kind);
    return {
      name: table,
      kind: row['kind'] === 'v' || row['kind'] === 'm' ? 'view' : 'table',
      comment: textOf(row['comment']),
      columns: (columnsOf.get(table) ?? []).map((column) => toColumn(column, labels.get(column['scalar']))),
      primaryKey: textsOf(ofKind('p')[0]?.['columns']),
      uniques: [...ofKind('u'), ...(indexesOf.get(table) ?? [])].map(toUnique),
      checks: ofKind('c').map(toCheck),
      // A table of another schema is not among those that are read.
      foreignKeys: ofKind('f')
        .filter((key) => key['referenced_schema'] === name)
        .map(toForeignKey),
      ...reasonsOf(row),
    };
  });
}

function reasonsOf(row: CatalogueRow): Pick<CatalogueTable, 'readOnlyReason' | 'skipReason'> {
  if (row['of_extension'] === true) return { skipReason: 'it belongs to an extension of PostgreSQL' };
  if (row['readable'] !== true) return { skipReason: 'the login may not read it' };
  return row['writable'] === true ? {} : { readOnlyReason: 'the login may not write it' };
}

function toColumn(row: CatalogueRow, labels: CatalogueRow | undefined): CatalogueColumn {
  const type = postgresType(row, labels);
  const expression = textOf(row['default']);
  const computed = row['computed'] === 's' ? 'STORED' : row['computed'] === 'v' ? 'VIRTUAL' : undefined;
  const isCounted = textOf(row['identity']) !== undefined || expression?.startsWith('nextval(') === true;
  const isRandom = type?.type === 'uuid' && RANDOM_UUID.test(expression ?? '');
  const generated = isCounted ? 'increment' : isRandom ? 'uuid' : undefined;
  return {
    name: String(row['name']),
    type,
    declared: String(row['declared']),
    nullable: row['required'] !== true,
    default: computed === undefined && !isCounted ? defaultOf(expression, type) : undefined,
    generated,
    computed,
    comment: textOf(row['comment']),
    ...(row['readable'] !== true && { skipReason: 'the login may not read it' }),
  };
}

function toUnique(row: CatalogueRow): CatalogueUnique {
  return { name: String(row['name']), columns: textsOf(row['columns']), where: textOf(row['condition']) };
}

function toCheck(row: CatalogueRow): CatalogueCheck {
  return { name: String(row['name']), expression: String(row['expression']) };
}

function toForeignKey(row: CatalogueRow): CatalogueForeignKey {
  return {
    name: String(row['name']),
    columns: textsOf(row['columns']),
    referencedTable: String(row['referenced']),
    referencedColumns: textsOf(row['referenced_columns']),
    onDelete: ACTIONS[String(row['on_delete'])] ?? 'NO ACTION',
    onUpdate: ACTIONS[String(row['on_update'])] ?? 'NO ACTION',
  };
}

function tableOf(row: CatalogueRow): string {
  return String(row['table']);
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
