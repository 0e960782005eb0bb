import type { Field } from '../../../resource/field.js';
import { createRowWriter, type RowWriter } from '../../../serializer/row-writer.js';
import type { LinkedColumn } from './linked-column.js';
import type { LinkedTable } from './linked-table.js';
import { BoundedMap } from './bounded-map.js';
import type { Shape } from './shape.js';
import type { SqlResult } from './sql-runner.js';

/** Lists of fields that a table remembers. */
const MAX_LISTS = 200;

/** Statements that a list of fields remembers. */
const MAX_SHAPES = 100;

/** What is read and how it is written, for one list of fields. */
export interface FieldList {
  readonly columns: readonly LinkedColumn[];
  /** The select list. */
  readonly select: string;
  /** The list behind RETURNING; `undefined` when a column can only be selected. */
  readonly returning: string | undefined;
  /** Index of each key column in a row; keys that are not among the fields follow them. */
  readonly keyIndexes: readonly number[];
  readonly writeRaw: RowWriter;
  readonly writeParsed: RowWriter;
  /** Statements made for this list, by their shape. */
  readonly shapes: BoundedMap<string, Shape>;
}

/** Writes a row of a result as a JSON object. */
export function writeRow(list: FieldList, result: SqlResult, row: readonly unknown[]): string {
  return result.parsed ? list.writeParsed(row) : list.writeRaw(row);
}

export type FieldListOf = (fields: readonly Field[]) => FieldList;

/** Remembers what belongs to a list of fields: at once for the lists of the resource, by their names for others. */
export function createFieldLists(table: LinkedTable, withKey: boolean): FieldListOf {
  const byIdentity = new WeakMap<readonly Field[], FieldList>();
  const byNames = new BoundedMap<string, FieldList>(MAX_LISTS);
  return (fields) => {
    const known = byIdentity.get(fields);
    if (known !== undefined) return known;
    const names = fields.map(({ name }) => name).join('\n');
    let list = byNames.get(names);
    if (list === undefined) byNames.set(names, (list = createFieldList(table, fields, withKey)));
    byIdentity.set(fields, list);
    return list;
  };
}

function createFieldList(table: LinkedTable, fields: readonly Field[], withKey: boolean): FieldList {
  const columns = fields.map((field) => table.columnOf(field));
  if (withKey) columns.push(...table.key.filter((column) => !columns.includes(column)));
  const returning = columns.map((column) => column.returning);
  const shown = columns.slice(0, fields.length);
  return {
    columns,
    select: columns.length === 0 ? '1' : columns.map((column, index) => `${column.select} AS c${index}`).join(', '),
    returning: returning.includes(undefined)
      ? undefined
      : returning.map((column, index) => `${column!} AS c${index}`).join(', '),
    keyIndexes: withKey ? table.key.map((column) => columns.indexOf(column)) : [],
    writeRaw: createRowWriter(
      fields,
      shown.map((column) => column.writeRaw),
    ),
    writeParsed: createRowWriter(
      fields,
      shown.map((column) => column.writeParsed),
    ),
    shapes: new BoundedMap(MAX_SHAPES),
  };
}
