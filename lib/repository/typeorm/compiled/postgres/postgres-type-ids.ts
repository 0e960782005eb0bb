import type { Driver } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

/** Object identifiers of built-in types and of their arrays (pg_type.dat): without Describe the server does not tell. */
const TYPE_IDS: Readonly<Record<string, readonly [type: number, array: number]>> = {
  boolean: [16, 1000],
  bytea: [17, 1001],
  bigint: [20, 1016],
  smallint: [21, 1005],
  integer: [23, 1007],
  text: [25, 1009],
  json: [114, 199],
  point: [600, 1017],
  circle: [718, 719],
  real: [700, 1021],
  'double precision': [701, 1022],
  'character varying': [1043, 1015],
  date: [1082, 1182],
  'time without time zone': [1083, 1183],
  'timestamp without time zone': [1114, 1115],
  'timestamp with time zone': [1184, 1185],
  interval: [1186, 1187],
  numeric: [1700, 1231],
  uuid: [2950, 2951],
  jsonb: [3802, 3807],
};

/** The identifier of a column's type; `undefined` for one that pg leaves as text. */
export function typeIdOf(column: ColumnMetadata, driver: Driver): number | undefined {
  const ids = TYPE_IDS[driver.normalizeType(column)];
  return ids?.[column.isArray ? 1 : 0];
}
