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
  readonly dataSource: DataSource;
  readonly dialect: SqlDialect;
  /** Quoted path, with schema or database: what INTO and UPDATE name. */
  readonly path: string;
  /** What FROM and JOIN name: the path, and the alias where there is one. */
  readonly from: string;
  /** Key columns in key order. */
  readonly key: readonly LinkedColumn[];
  /** True of rows that are not softly deleted; `undefined` when rows are deleted for good. */
  readonly isAlive: string | undefined;
  /** True of rows that are softly deleted; `undefined` when rows are deleted for good. */
  readonly isDeleted: string | undefined;
  /** True of rows of the entity, in a table that it shares with others by single-table inheritance. */
  readonly isMember: string | undefined;
  /** Quoted name of a column of the table. */
  readonly quote: (column: ColumnMetadata) => string;
  /** The same, qualified. */
  readonly referenceTo: (column: ColumnMetadata) => string;
  /** Fields that a payload may hold values of: those of the resource, and columns that only the application writes. */
  readonly storable: readonly Field[];
  columnOf(field: Field): LinkedColumn;
}

/** How a statement uses a table that is not its first one. */
export interface TableUse {
  /** Name in the statement, not yet quoted; unlike any other in it. */
  readonly alias: string;
  /** Whether a row of NULLs may stand in place of one of the table. */
  readonly isOptional: boolean;
}

/** @throws TypeError for a field without a column. */
export function linkTable(
  resource: Resource,
  dataSource: DataSource,
  dialect: SqlDialect,
  use?: TableUse,
): LinkedTable {
  const metadata = dataSource.getMetadata(resource.entity as never);
  const reference = dialect.quote(use?.alias ?? metadata.tableName);
  const path = quotedPath(metadata, dialect);
  const quote = (column: ColumnMetadata): string => dialect.quote(column.databaseName);
  const referenceTo = (column: ColumnMetadata): string => `${reference}.${quote(column)}`;
  const columns = new Map<Field, LinkedColumn>();
  const columnOf = (field: Field): LinkedColumn => {
    const known = columns.get(field);
    if (known !== undefined) return known;
    const column = metadata.findColumnWithPropertyPath(field.property);
    if (column === undefined) throw new TypeError(`${metadata.name} has no column for the property ${field.property}`);
    const linked = linkColumn(field, column, reference, dialect, dataSource, use?.isOptional);
    columns.set(field, linked);
    return linked;
  };
  // Other uses of a table are of some columns only.
  if (use === undefined) for (const field of resource.fields) columnOf(field);
  const deleteDate = metadata.deleteDateColumn;
  return {
    resource,
    metadata,
    dataSource,
    dialect,
    path,
    from: use === undefined ? path : `${path} ${reference}`,
    key: resource.key.map(columnOf),
    isAlive: deleteDate && `${referenceTo(deleteDate)} IS NULL`,
    isDeleted: deleteDate && `${referenceTo(deleteDate)} IS NOT NULL`,
    isMember: memberCondition(metadata, referenceTo),
    quote,
    referenceTo,
    storable: storableFields(resource),
    columnOf,
  };
}

/** The resource's own come first, in their order, by which statements are known. */
export function storableFields({ fields, columns }: Resource): readonly Field[] {
  return [...fields, ...columns.map(({ field }) => field).filter((field) => !fields.includes(field))];
}

/** Quoted path of an entity's table, with schema or database. */
export function quotedPath({ tablePath }: EntityMetadata, dialect: SqlDialect): string {
  return tablePath
    .split('.')
    .map((part) => dialect.quote(part))
    .join('.');
}

/** The same rows that TypeORM takes for those of the entity: its own, and those of the entities that extend it. */
function memberCondition(
  metadata: EntityMetadata,
  referenceTo: (column: ColumnMetadata) => string,
): string | undefined {
  const { discriminatorColumn, discriminatorValue, childEntityMetadatas } = metadata;
  if (discriminatorColumn === undefined || !metadata.parentEntityMetadata) return undefined;
  const children = childEntityMetadatas.filter((child) => child.discriminatorColumn !== undefined);
  const values = [discriminatorValue, ...children.map((child) => child.discriminatorValue)];
  const literals = values.map((value) => `'${String(value).replaceAll("'", "''")}'`);
  return `${referenceTo(discriminatorColumn)} IN (${literals.join(', ')})`;
}
