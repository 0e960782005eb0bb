import type { DataSource, EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { Field } from '../../../resource/field.js';
import type { Resource } from '../../../resource/resource.js';
import { linkColumn } from './linked-column.factory.js';
import type { LinkedColumn } from './linked-column.js';
import type { SqlDialect } from './sql-dialect.js';

/** A resource joined with its table once the data source is up. */
export interface LinkedTable {
  readonly resource: Resource;
  readonly metadata: EntityMetadata;
  readonly dialect: SqlDialect;
  /** Quoted path, with schema or database: what FROM, INTO and UPDATE name. */
  readonly path: string;
  /** Key columns in key order. */
  readonly key: readonly LinkedColumn[];
  /** True of rows that are not softly deleted; `undefined` when rows are deleted for good. */
  readonly isAlive: string | undefined;
  /** Quoted name of a column of the table. */
  readonly quote: (column: ColumnMetadata) => string;
  columnOf(field: Field): LinkedColumn;
}

export function linkTable(resource: Resource, dataSource: DataSource, dialect: SqlDialect): LinkedTable {
  const metadata = dataSource.getMetadata(resource.entity as never);
  const reference = dialect.quote(metadata.tableName);
  const quote = (column: ColumnMetadata): string => dialect.quote(column.databaseName);
  const columns = new Map<Field, LinkedColumn>();
  const columnOf = (field: Field): LinkedColumn => {
    const known = columns.get(field);
    if (known !== undefined) return known;
    const column = metadata.findColumnWithPropertyPath(field.property);
    if (column === undefined) throw new TypeError(`${metadata.name} has no column for the property ${field.property}`);
    const linked = linkColumn(field, column, reference, dialect, dataSource);
    columns.set(field, linked);
    return linked;
  };
  for (const field of resource.fields) columnOf(field);
  const deleteDate = metadata.deleteDateColumn;
  return {
    resource,
    metadata,
    dialect,
    path: metadata.tablePath
      .split('.')
      .map((part) => dialect.quote(part))
      .join('.'),
    key: resource.key.map(columnOf),
    isAlive: deleteDate && `${reference}.${quote(deleteDate)} IS NULL`,
    quote,
    columnOf,
  };
}
