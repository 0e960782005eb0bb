import type { ColumnType } from 'typeorm';
import type { CatalogueRow, ColumnTypeOptions } from './catalogue.js';

const TYPES: Readonly<Record<string, ColumnType>> = {
  int2: 'smallint',
  int4: 'int',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  numeric: 'decimal',
  bool: 'boolean',
  varchar: 'varchar',
  bpchar: 'char',
  text: 'text',
  // What PostgreSQL calls things itself, in its catalogues.
  name: 'varchar',
  citext: 'citext',
  uuid: 'uuid',
  date: 'date',
  time: 'time',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  json: 'json',
  jsonb: 'jsonb',
  bytea: 'bytea',
  inet: 'inet',
  cidr: 'cidr',
  macaddr: 'macaddr',
};

/**
 * How TypeORM is told the type of a column.
 *
 * @param row the column, with its base type and, for an array, that of the items
 * @param labels of an enum
 */
export function postgresType(row: CatalogueRow, labels: CatalogueRow | undefined): ColumnTypeOptions | undefined {
  const isArray = row['item'] !== null;
  // What TypeORM knows as an array has one dimension.
  if (isArray && Number(row['dimensions']) > 1) return undefined;
  const scalar = scalarType(
    String(isArray ? row['item'] : row['base']),
    String(isArray ? row['full_item'] : row['full']),
    labels,
  );
  return scalar && (isArray ? { ...scalar, array: true } : scalar);
}

function scalarType(base: string, full: string, labels: CatalogueRow | undefined): ColumnTypeOptions | undefined {
  if (labels !== undefined) {
    return { type: 'enum', enum: labels['labels'] as string[], enumName: String(labels['name']) };
  }
  const type = Object.hasOwn(TYPES, base) ? TYPES[base] : undefined;
  if (type === undefined) return undefined;
  const [first, second] = (/\((\d+)(?:,(\d+))?\)/.exec(full) ?? []).slice(1);
  if (type === 'varchar' || type === 'char') return { type, ...(first !== undefined && { length: first }) };
  if (first === undefined) return { type };
  return type === 'decimal'
    ? { type, precision: Number(first), scale: Number(second ?? 0) }
    : { type, precision: Number(first) };
}
