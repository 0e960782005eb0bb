import type { ColumnDefault, ColumnTypeOptions } from './catalogue.js';

const TEXT: ReadonlySet<unknown> = new Set(
  'varchar char text citext tinytext mediumtext longtext uuid enum simple-enum bigint decimal'.split(' '),
);
const NUMBERS: ReadonlySet<unknown> = new Set([
  ...'int integer tinyint smallint mediumint year float double real'.split(' '),
  'double precision',
]);

/** SQL text of a number, and nothing else. */
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * What a column's default is: a value where it is a plain one of the column's type, else the expression as it stands.
 *
 * @param sql the expression in the words of the database
 */
export function defaultOf(sql: string | undefined, type: ColumnTypeOptions | undefined): ColumnDefault | undefined {
  if (sql === undefined || /^null(?:::.*)?$/is.test(sql)) return undefined;
  const value = type?.array === true ? undefined : literalOf(sql, type?.type);
  return value === undefined ? { expression: sql } : { value };
}

function literalOf(sql: string, type: unknown): string | number | boolean | undefined {
  const text = unquoted(sql);
  if (type === 'boolean') return booleanOf(text ?? sql);
  if (NUMBERS.has(type)) return NUMBER.test(text ?? sql) ? Number(text ?? sql) : undefined;
  if (!TEXT.has(type)) return undefined;
  const isNumeric = type === 'bigint' || type === 'decimal';
  if (isNumeric) return NUMBER.test(text ?? sql) ? (text ?? sql) : undefined;
  // TypeORM puts a default between quotes as it is, so what would need care there stays an expression.
  return text === undefined || /['\\\0]/.test(text) ? undefined : text;
}

function booleanOf(sql: string): boolean | undefined {
  if (/^(?:true|1|t|b'1')$/i.test(sql)) return true;
  return /^(?:false|0|f|b'0')$/i.test(sql) ? false : undefined;
}

/** The text of a string literal, with PostgreSQL's cast behind it or not. */
function unquoted(sql: string): string | undefined {
  const literal = /^'((?:[^']|'')*)'(?:::[^()']+(?:\(\d+(?:,\d+)?\))?)?$/.exec(sql);
  return literal?.[1]?.replaceAll("''", "'");
}
