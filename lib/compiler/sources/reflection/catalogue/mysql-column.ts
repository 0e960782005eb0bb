import type { ColumnType } from 'typeorm';
import { defaultOf } from './default-value.js';
import {
  textOf,
  type CatalogueCheck,
  type CatalogueColumn,
  type CatalogueRow,
  type ColumnDefault,
  type ColumnTypeOptions,
} from './catalogue.js';

const PLAIN: ReadonlySet<string> = new Set(
  'float double tinytext text mediumtext longtext date json uuid year tinyblob blob mediumblob longblob'.split(' '),
);
const INTEGERS: ReadonlySet<string> = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint']);
const SIZED: ReadonlySet<string> = new Set(['char', 'varchar', 'binary', 'varbinary']);
const TIMED: ReadonlySet<string> = new Set(['time', 'datetime', 'timestamp']);

/** What MySQL keeps where there is no date, though it may not be NULL. */
const NO_DATE = /^'?0000-00-00/;

/** Values that the server makes when a row is inserted. */
const MADE = /\b(?:DEFAULT_GENERATED|on update)\b/i;

/** @param isMariadb its defaults are expressions; those of MySQL are bare values, but for what `EXTRA` says */
export function mysqlColumn(row: CatalogueRow, checks: readonly CatalogueCheck[], isMariadb: boolean): CatalogueColumn {
  const name = String(row['name']);
  const extra = String(row['extra'] ?? '');
  const type = mysqlType(row, isJson(name, checks));
  const isCounted = /\bauto_increment\b/i.test(extra);
  const computed = /\b(?:STORED|PERSISTENT) GENERATED\b/i.test(extra)
    ? 'STORED'
    : /\bVIRTUAL GENERATED\b/i.test(extra)
      ? 'VIRTUAL'
      : undefined;
  const fallback = isCounted || computed !== undefined ? undefined : mysqlDefault(row, type, isMariadb);
  const makesUuid = fallback !== undefined && 'expression' in fallback && /^\(?uuid\(\)\)?$/i.test(fallback.expression);
  return {
    name,
    type,
    declared: String(row['declared']),
    // The date that is none is read as null, and found by IS NULL.
    nullable: row['nullable'] === 'YES' || NO_DATE.test(String(row['expression'])),
    default: fallback,
    generated: isCounted ? 'increment' : makesUuid ? 'uuid' : undefined,
    computed,
    comment: textOf(row['comment']),
  };
}

function mysqlDefault(
  row: CatalogueRow,
  type: ColumnTypeOptions | undefined,
  isMariadb: boolean,
): ColumnDefault | undefined {
  const { expression } = row;
  if (typeof expression !== 'string') return undefined;
  if (isMariadb || MADE.test(String(row['extra']))) return defaultOf(expression, type);
  if (/^(?:CURRENT_TIMESTAMP|b')/.test(expression)) return { expression };
  return defaultOf(`'${expression.replaceAll("'", "''")}'`, type);
}

/** MariaDB keeps JSON as text that a check holds to be JSON. */
function isJson(column: string, checks: readonly CatalogueCheck[]): boolean {
  const quoted = `json_valid(\`${column.replaceAll('`', '``')}\`)`;
  return checks.some(({ expression }) => expression.toLowerCase() === quoted.toLowerCase());
}

function mysqlType(row: CatalogueRow, isJsonText: boolean): ColumnTypeOptions | undefined {
  const base = String(row['base']).toLowerCase();
  const declared = String(row['declared']);
  const type = base as ColumnType;
  if (isJsonText) return { type: 'json' };
  if (base === 'enum' || base === 'set') return { type, enum: labelsOf(declared) };
  if (INTEGERS.has(base)) {
    if (/^tinyint\(1\)/i.test(declared)) return { type: 'boolean' };
    return /\bunsigned\b/i.test(declared) ? { type, unsigned: true } : { type };
  }
  if (base === 'decimal') return { type, precision: Number(row['digits']), scale: Number(row['scale']) };
  if (SIZED.has(base)) return { type, length: String(row['length']) };
  if (TIMED.has(base)) return { type, precision: Number(row['fraction'] ?? 0) };
  return PLAIN.has(base) ? { type } : undefined;
}

const SIGNS: ReadonlyMap<string, string> = new Map([
  ["''", "'"],
  ['\\\\', '\\'],
  ['\\n', '\n'],
  ['\\r', '\r'],
]);

/** `enum('a','it''s','back\\slash')` as a list. */
function labelsOf(declared: string): string[] {
  return [...declared.matchAll(/'((?:[^']|'')*)'/g)].map((match) =>
    match[1]!.replace(/''|\\[\\nr]/g, (sign) => SIGNS.get(sign)!),
  );
}
