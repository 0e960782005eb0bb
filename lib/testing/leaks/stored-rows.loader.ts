import type { DataSource, EntityMetadata } from 'typeorm';
import type { Field } from '../../resource/field.js';
import type { Resource } from '../../resource/resource.js';
import { fieldValues, placeValue } from './row-text.js';
import { keyText, type StoredRow } from './stored-row.js';

const ALIAS = 'stored';

/** Loads every row of a resource as it is stored, softly deleted ones included, with no rule in between. */
export async function loadStoredRows(
  dataSource: DataSource,
  resource: Resource,
  columns: readonly Field[],
): Promise<StoredRow[]> {
  const metadata = dataSource.getMetadata(resource.entity as never);
  const records = await loadRecords(dataSource, metadata);
  const fields = columns.flatMap((field) => {
    const column = metadata.findColumnWithPropertyPath(field.property);
    return column === undefined ? [] : [{ field, column, valuesOf: fieldValues(field) }];
  });
  const rows = records.map((record): StoredRow => {
    const json = new Map<Field, unknown>();
    const values: Record<string, unknown> = {};
    for (const { field, column, valuesOf } of fields) {
      const { json: written, compared } = valuesOf(record.get(column.databaseName));
      json.set(field, written);
      placeValue(values, field, compared);
    }
    const isDeleted =
      metadata.deleteDateColumn !== undefined && record.get(metadata.deleteDateColumn.databaseName) !== null;
    const key = resource.key.map((field) => String(json.get(field)));
    return { resource, key, json, values, columns: record, isDeleted };
  });
  return rows.sort((left, right) => compareKeys(keyText(left.key), keyText(right.key)));
}

/** Every row of a table, by names of its columns in the database. */
export async function loadRecords(
  dataSource: DataSource,
  metadata: EntityMetadata,
): Promise<ReadonlyMap<string, unknown>[]> {
  const { driver } = dataSource;
  const columns = metadata.columns.filter(({ isVirtualProperty, query }) => !isVirtualProperty || query !== undefined);
  const alias = driver.escape(ALIAS);
  const isJunction = typeof metadata.target !== 'function' && metadata.target === '';
  const query = dataSource
    .createQueryBuilder()
    .select([])
    .from(isJunction ? metadata.name : metadata.target, ALIAS)
    .withDeleted();
  for (const [index, column] of columns.entries()) {
    const selected = column.query?.(alias) ?? `${alias}.${driver.escape(column.databaseName)}`;
    query.addSelect(column.query === undefined ? selected : `(${selected})`, `c${index}`);
  }
  const rows = await query.getRawMany<Record<string, unknown>>();
  return rows.map(
    (row) =>
      new Map(
        columns.map((column, index) => {
          const value: unknown = driver.prepareHydratedValue(row[`c${index}`], column);
          return [column.databaseName, value ?? null];
        }),
      ),
  );
}

function compareKeys(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}
