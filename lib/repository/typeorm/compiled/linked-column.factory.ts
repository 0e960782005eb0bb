import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { DataSource } from 'typeorm';
import type { Field } from '../../../resource/field.js';
import { createValueWriter } from '../../../serializer/value-writer.factory.js';
import type { LinkedColumn } from './linked-column.js';
import type { SqlDialect } from './sql-dialect.js';

/**
 * Joins a field with its column. `tableReference` is the quoted name that qualifies columns in conditions; `isOptional`
 * says that a row of NULLs may stand in place of one of the table.
 */
export function linkColumn(
  field: Field,
  metadata: ColumnMetadata,
  tableReference: string,
  dialect: SqlDialect,
  dataSource: DataSource,
  isOptional = false,
): LinkedColumn {
  const { driver } = dataSource;
  const name = dialect.quote(metadata.databaseName);
  const virtual = metadata.isVirtualProperty && metadata.query ? `(${metadata.query(tableReference)})` : undefined;
  const reference = virtual ?? `${tableReference}.${name}`;
  const nullable = isOptional || metadata.isNullable || virtual !== undefined;
  const writeValue = createValueWriter(field);
  const isPlain = dialect.isPlain?.(metadata) === true;
  const persist = (value: unknown): unknown =>
    isPlain ? value : (driver.preparePersistentValue(value, metadata) as unknown);
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
