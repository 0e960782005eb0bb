import type { ColumnType } from 'typeorm';
import { defaultOf } from './default-value.js';
import { textOf, type CatalogueColumn, type CatalogueRow, type ColumnTypeOptions } from './catalogue.js';
import type { SqliteCheck } from './sqlite-checks.js';

/** Declared types by their first word or words; for others SQLite's own rules of affinity speak. */
const TYPES: Readonly<Record<string, ColumnType>> = {
  ...each('bigint', 'bigint', 'int8', 'unsigned big int'),
  ...each('tinyint', 'tinyint'),
  ...each('smallint', 'smallint', 'int2'),
  ...each('mediumint', 'mediumint'),
  ...each('integer', 'integer'),
  ...each('int', 'int', 'int4'),
  ...each('boolean', 'boolean', 'bool'),
  ...each('decimal', 'decimal', 'numeric', 'dec', 'number', 'money'),
  ...each('double', 'double', 'double precision', 'float', 'real'),
  ...each('date', 'date'),
  ...each('time', 'time'),
  ...each('datetime', 'datetime', 'timestamp', 'timestamptz', 'timestamp with time zone'),
  ...each('json', 'json', 'jsonb'),
  ...each('blob', 'blob', 'binary', 'varbinary', 'bytea'),
};

/** @param isRowidKey the column, if it is the key, may stand for the number that every row has anyway */
export function sqliteColumn(row: CatalogueRow, isRowidKey: boolean, checks: readonly SqliteCheck[]): CatalogueColumn {
  const name = String(row['name']);
  const declared = String(row['type']);
  const isKey = Number(row['keyPlace']) > 0;
  const isCounted = isRowidKey && isKey && declared.toUpperCase() === 'INTEGER';
  const computed = Number(row['hidden']) === 3 ? 'STORED' : Number(row['hidden']) === 2 ? 'VIRTUAL' : undefined;
  const choice = checks.find((check) => check.choice?.column.toLowerCase() === name.toLowerCase())?.choice;
  const type = sqliteType(declared, choice?.values);
  return {
    name,
    type,
    declared,
    // A key of several columns, or of text, may hold NULL here, and no item is addressed by it.
    nullable: !isKey && Number(row['required']) === 0,
    default: isCounted ? undefined : defaultOf(textOf(row['expression']), type),
    generated: isCounted ? 'increment' : undefined,
    computed,
    comment: undefined,
  };
}

function sqliteType(declared: string, choice: readonly string[] | undefined): ColumnTypeOptions | undefined {
  const words = /^[^(]*/.exec(declared)![0].trim().toLowerCase().replace(/\s+/g, ' ');
  const [first, second] = (/\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)/.exec(declared) ?? []).slice(1);
  const type = Object.hasOwn(TYPES, words) ? TYPES[words] : typeByAffinity(words);
  if (type === 'varchar' && choice !== undefined) return { type: 'simple-enum', enum: [...choice] };
  if (type === 'varchar') return words === 'text' || first === undefined ? { type: 'text' } : { type, length: first };
  if (type === 'decimal' && first !== undefined) return { type, precision: Number(first), scale: Number(second ?? 0) };
  return type && { type };
}

/** See https://www.sqlite.org/datatype3.html#determination_of_column_affinity; without a type, anything may be in there. */
function typeByAffinity(words: string): ColumnType | undefined {
  if (words.includes('int')) return 'integer';
  if (/char|clob|text|uuid|guid|string|enum/.test(words)) return 'varchar';
  if (words.includes('blob')) return 'blob';
  if (/real|floa|doub/.test(words)) return 'double';
  return words === 'num' ? 'decimal' : undefined;
}

function each(type: ColumnType, ...names: string[]): Record<string, ColumnType> {
  return Object.fromEntries(names.map((name) => [name, type]));
}
