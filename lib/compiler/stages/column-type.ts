import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { FieldType } from '../../resource/field.js';

/** What a column type means for values, whatever database it lives in. */
export interface ColumnTypeMeaning {
  readonly type: FieldType;
  readonly isArray?: boolean;
  /** What a database puts between the items of a list that it stores as text. */
  readonly separator?: string;
  readonly minimum?: number | string;
  readonly maximum?: number | string;
}

const INT32 = { type: 'int', minimum: -2147483648, maximum: 2147483647 } as const;
const INT64 = { type: 'bigint', minimum: '-9223372036854775808', maximum: '9223372036854775807' } as const;
const UNSIGNED: Readonly<Record<string, ColumnTypeMeaning>> = {
  tinyint: { type: 'int', minimum: 0, maximum: 255 },
  smallint: { type: 'int', minimum: 0, maximum: 65535 },
  mediumint: { type: 'int', minimum: 0, maximum: 16777215 },
  int: { type: 'int', minimum: 0, maximum: 4294967295 },
  integer: { type: 'int', minimum: 0, maximum: 4294967295 },
  bigint: { type: 'bigint', minimum: '0', maximum: '18446744073709551615' },
};

const MEANINGS: ReadonlyMap<unknown, ColumnTypeMeaning> = new Map<unknown, ColumnTypeMeaning>([
  [Number, INT32],
  [String, { type: 'string' }],
  [Boolean, { type: 'boolean' }],
  [Date, { type: 'datetime' }],
  [Buffer, { type: 'binary' }],
  [Uint8Array, { type: 'binary' }],
  [Object, { type: 'json' }],
  ...same(INT32, 'int', 'integer', 'int4', 'serial', 'serial4'),
  ...same({ type: 'int', minimum: -128, maximum: 127 }, 'tinyint'),
  ...same({ type: 'int', minimum: -32768, maximum: 32767 }, 'smallint', 'int2', 'smallserial', 'serial2'),
  ...same({ type: 'int', minimum: -8388608, maximum: 8388607 }, 'mediumint'),
  ...same({ type: 'int', minimum: 1901, maximum: 2155 }, 'year'),
  ...same(INT64, 'bigint', 'int8', 'bigserial', 'serial8', 'unsigned big int', 'int64'),
  ...same({ type: 'float' }, 'float', 'float4', 'float8', 'double', 'double precision', 'real'),
  ...same({ type: 'decimal' }, 'decimal', 'dec', 'numeric', 'fixed'),
  ...same({ type: 'boolean' }, 'bool', 'boolean'),
  ...same({ type: 'string' }, 'varchar', 'character varying', 'nvarchar', 'national varchar', 'char', 'character'),
  ...same({ type: 'string' }, 'nchar', 'national char', 'bpchar', 'text', 'tinytext', 'mediumtext', 'longtext'),
  ...same({ type: 'string' }, 'citext', 'clob', 'varying character', 'native character', 'inet', 'cidr', 'macaddr'),
  ...same({ type: 'uuid' }, 'uuid'),
  ...same({ type: 'enum' }, 'enum', 'simple-enum'),
  ...same({ type: 'enum', isArray: true, separator: ',' }, 'set'),
  ...same({ type: 'date' }, 'date'),
  ...same({ type: 'time' }, 'time', 'time without time zone'),
  ...same({ type: 'datetime' }, 'datetime', 'timestamp', 'timestamptz', 'timestamp with time zone'),
  ...same({ type: 'datetime' }, 'timestamp without time zone'),
  ...same({ type: 'json' }, 'json', 'jsonb', 'simple-json'),
  ...same({ type: 'binary' }, 'blob', 'tinyblob', 'mediumblob', 'longblob', 'bytea', 'binary', 'varbinary'),
  ...same({ type: 'string', isArray: true, separator: ',' }, 'simple-array'),
]);

function same(meaning: ColumnTypeMeaning, ...names: string[]): [string, ColumnTypeMeaning][] {
  return names.map((name) => [name, meaning]);
}

/** Design types that tell what a value transformer hands to the application. */
const TRANSFORMED: ReadonlyMap<unknown, ColumnTypeMeaning> = new Map<unknown, ColumnTypeMeaning>([
  [String, { type: 'string' }],
  [Number, { type: 'float' }],
  [Boolean, { type: 'boolean' }],
  [Date, { type: 'datetime' }],
  [Buffer, { type: 'binary' }],
]);

/**
 * What a column means in the API, or `undefined` for a type that JSON cannot carry faithfully (geometry, ranges, …).
 * A column with a value transformer has the type that its property declares.
 */
export function columnMeaning(column: ColumnMetadata, designType: unknown): ColumnTypeMeaning | undefined {
  if (column.transformer) return TRANSFORMED.get(designType) ?? { type: 'json' };
  if (column.type === 'tinyint' && (designType === Boolean || Number(column.length) === 1)) return { type: 'boolean' };
  const unsigned = column.unsigned && typeof column.type === 'string' ? UNSIGNED[column.type] : undefined;
  const meaning = unsigned ?? MEANINGS.get(column.type ?? designType);
  return meaning && column.isArray ? { ...meaning, isArray: true } : meaning;
}
