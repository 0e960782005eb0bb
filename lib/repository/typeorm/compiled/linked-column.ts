import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { DataSource } from 'typeorm';
import type { Field } from '../../../resource/field.js';
import { createValueWriter, type ValueWriter } from '../../../serializer/value-writer.factory.js';
import type { SqlDialect } from './sql-dialect.js';

/** A field joined with its column: everything a statement needs of it, made once. */
export interface LinkedColumn {
  readonly field: Field;
  readonly metadata: ColumnMetadata;
  /** Quoted name alone, for SET and for column lists. */
  readonly name: string;
  /** Quoted and qualified, or the expression of a virtual column; for conditions and ORDER BY. */
  readonly reference: string;
  /** What SELECT reads. */
  readonly select: string;
  /** What RETURNING reads; only a virtual column has none. */
  readonly returning: string | undefined;
  readonly nullable: boolean;
  readonly ascending: string;
  readonly descending: string;
  /** Writes a value as the wire carried it. */
  readonly writeRaw: ValueWriter;
  /** Writes a value as the driver parsed it. */
  readonly writeParsed: ValueWriter;
  /** A value of the field's JavaScript type as the parameter to bind. */
  readonly toParameter: (value: unknown) => unknown;
  /** The same for the lower end of a range of instants. */
  readonly toInstant: (value: Date) => unknown;
}

/** Joins a field with its column. `tableReference` is the quoted name that qualifies columns in conditions. */
export function linkColumn(
  field: Field,
  metadata: ColumnMetadata,
  tableReference: string,
  dialect: SqlDialect,
  dataSource: DataSource,
): LinkedColumn {
  const { driver } = dataSource;
  const name = dialect.quote(metadata.databaseName);
  const virtual = metadata.isVirtualProperty && metadata.query ? `(${metadata.query(tableReference)})` : undefined;
  const reference = virtual ?? `${tableReference}.${name}`;
  const nullable = metadata.isNullable || virtual !== undefined;
  const writeValue = createValueWriter(field);
  const persist = (value: unknown): unknown => driver.preparePersistentValue(value, metadata) as unknown;
  return {
    field,
    metadata,
    name,
    reference,
    select: dialect.readExpression(field, metadata, reference),
    returning: virtual === undefined ? dialect.readExpression(field, metadata, name) : undefined,
    nullable,
    ascending: dialect.sortTerm(reference, 'asc', nullable),
    descending: dialect.sortTerm(reference, 'desc', nullable),
    writeRaw: dialect.createWriter(field, metadata),
    writeParsed: (value) => writeValue(driver.prepareHydratedValue(value, metadata)),
    toParameter: (value) => dialect.toParameter(field, metadata, persist(value)),
    toInstant: (value) => dialect.toInstant(field, metadata, persist(value)),
  };
}
