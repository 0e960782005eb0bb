import { randomUUID } from 'node:crypto';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { Payload } from '../../../resource/payload.js';
import type { SetColumn } from '../set-column.js';
import { BoundedMap } from './bounded-map.js';
import type { LinkedTable } from './linked-table.js';
import { sentColumns, type WrittenColumn } from './sent-columns.js';

/** Layouts remembered of a table. */
const MAX_LAYOUTS = 200;

/** What the INSERTs of rows that bring the same columns have in common. */
export interface InsertLayout {
  /** The same for rows of the same layout. */
  readonly shape: string;
  /** Columns that have a value in each row: those that were sent, then those whose values are made here. */
  readonly columns: readonly WrittenColumn[];
  /** Columns that are filled in by the database. */
  readonly expressions: readonly { readonly name: string; readonly expression: string }[];
}

/** A row that is about to be inserted: its values in the order of the layout's columns, as parameters. */
export interface InsertRow {
  readonly layout: InsertLayout;
  readonly values: readonly unknown[];
}

/** A column that an INSERT fills in by itself: with an expression, or with a value made for each row. */
interface AutomaticColumn {
  readonly metadata: ColumnMetadata;
  readonly expression: string | undefined;
}

/** The row that a payload is, with columns set beside its fields. */
export type InsertRowOf = (payload: Payload, set?: readonly SetColumn[]) => InsertRow;

/** What makes rows of payloads, for the table; made once. */
export function createInsertRows(table: LinkedTable): InsertRowOf {
  const automatic = automaticColumns(table);
  const layouts = new BoundedMap<string, InsertLayout>(MAX_LAYOUTS);
  return (payload, set) => {
    const sent = sentColumns(table, payload, set);
    let layout = layouts.get(sent.shape);
    if (layout === undefined) {
      layout = createLayout(table, sent.shape, sent.columns, automatic);
      layouts.set(sent.shape, layout);
    }
    if (layout.columns.length === sent.columns.length) return { layout, values: sent.parameters };
    const made = Array.from({ length: layout.columns.length - sent.columns.length }, () => randomUUID());
    return { layout, values: [...sent.parameters, ...made] };
  };
}

function createLayout(
  table: LinkedTable,
  shape: string,
  sent: readonly WrittenColumn[],
  automatic: readonly AutomaticColumn[],
): InsertLayout {
  const columns = [...sent];
  const expressions: { name: string; expression: string }[] = [];
  for (const { metadata, expression } of automatic) {
    if (sent.some((column) => column.metadata === metadata)) continue;
    const name = table.quote(metadata);
    if (expression === undefined) columns.push({ name, metadata });
    else expressions.push({ name, expression });
  }
  return { shape, columns, expressions };
}

function automaticColumns({ metadata, dialect, dataSource }: LinkedTable): readonly AutomaticColumn[] {
  return metadata.columns.flatMap((column): AutomaticColumn[] => {
    if (column.isVersion) return [{ metadata: column, expression: '1' }];
    const isUuid = column.isGenerated && column.generationStrategy === 'uuid';
    if (isUuid && !dataSource.driver.isUUIDGenerationSupported()) return [{ metadata: column, expression: undefined }];
    const expression = dialect.insertDefault(column);
    return expression === undefined ? [] : [{ metadata: column, expression }];
  });
}
