import type { Payload } from '../../../resource/payload.js';
import type { LinkedColumn } from './linked-column.js';
import type { LinkedTable } from './linked-table.js';

/** The columns that a payload names, in the order of the resource's fields. */
export interface SentColumns {
  /** The same for payloads that name the same fields, in whatever order. */
  readonly shape: string;
  readonly columns: readonly LinkedColumn[];
  readonly parameters: readonly unknown[];
}

export function sentColumns(table: LinkedTable, payload: Payload): SentColumns {
  const columns: LinkedColumn[] = [];
  const parameters: unknown[] = [];
  let shape = '';
  const { fields } = table.resource;
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index]!;
    const value = payload[field.name];
    if (value === undefined) continue;
    const column = table.columnOf(field);
    columns.push(column);
    parameters.push(column.toParameter(value));
    shape += `${index},`;
  }
  return { shape, columns, parameters };
}
