import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { Payload } from '../../../resource/payload.js';
import type { SetColumn } from '../set-column.js';
import type { LinkedTable } from './linked-table.js';

/** A column that a statement sets. */
export interface WrittenColumn {
  /** Quoted name alone. */
  readonly name: string;
  readonly metadata: ColumnMetadata;
}

/** The columns that a payload names, in the order of the resource's fields. */
export interface SentColumns {
  /** The same for payloads that name the same fields, in whatever order. */
  readonly shape: string;
  readonly columns: readonly WrittenColumn[];
  readonly parameters: readonly unknown[];
}

const NOTHING_SET: readonly SetColumn[] = [];

/** @param set columns beside those of the payload, over which they win. */
export function sentColumns(table: LinkedTable, payload: Payload, set = NOTHING_SET): SentColumns {
  const columns: WrittenColumn[] = [];
  const parameters: unknown[] = [];
  let shape = '';
  const { storable: fields } = table;
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index]!;
    const value = payload[field.name];
    if (value === undefined) continue;
    const column = table.columnOf(field);
    if (set.some((other) => other.column === column.metadata)) continue;
    columns.push(column);
    parameters.push(column.toParameter(value));
    shape += `${index},`;
  }
  for (const { column, field, value } of set) {
    columns.push({ name: table.quote(column), metadata: column });
    const persistent: unknown = table.dataSource.driver.preparePersistentValue(value, column);
    parameters.push(table.dialect.toParameter(field, column, persistent));
    shape += `${column.propertyPath},`;
  }
  return { shape, columns, parameters };
}
