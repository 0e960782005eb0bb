import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { ValueWriter } from '../../../serializer/value-writer.factory.js';
import type { Field } from '../../../resource/field.js';
import type { LinkedColumn } from './linked-column.js';
import type { SqlDraft } from './sql-draft.js';

/** How a text has to occur in a column. `pattern` is a LIKE pattern with `%`, `_` and `\` as in PostgreSQL. */
export type TextMatch = 'contains' | 'startsWith' | 'endsWith' | 'pattern';

/**
 * What differs between engines. Everything that does not depend on a request is asked for once, when a table is
 * linked.
 */
export interface SqlDialect {
  /** What has to be asked of the server before the first condition on text; done once. */
  ready?(): Promise<void>;
  /** An identifier in quotes, quotes inside it doubled. */
  quote(name: string): string;
  /** The statement with this engine's placeholders between the segments. */
  joinSegments(segments: readonly string[]): string;
  /** What SELECT and RETURNING read instead of the bare column. */
  readExpression(field: Field, column: ColumnMetadata, reference: string): string;
  /** The writer for values as this engine's wire carries them. */
  createWriter(field: Field, column: ColumnMetadata): ValueWriter;
  /** A value that TypeORM prepared for the column, in the form in which it is bound. */
  toParameter(field: Field, column: ColumnMetadata, persistent: unknown): unknown;
  /** The same for the lower end of a range of instants. */
  toInstant(field: Field, column: ColumnMetadata, persistent: unknown): unknown;
  /** One key of ORDER BY, NULLs last either way. */
  sortTerm(reference: string, direction: 'asc' | 'desc', nullable: boolean): string;
  /** Equality that tells letters and accents apart, with the column's index still of use. */
  equal(draft: SqlDraft, column: LinkedColumn, parameter: unknown): void;
  /** Whether the column equals one of several values; at least one. */
  among(draft: SqlDraft, column: LinkedColumn, parameters: readonly unknown[]): void;
  match(draft: SqlDraft, column: LinkedColumn, kind: TextMatch, text: string, ignoreCase: boolean): void;
  /** Whether a list holds at least one of the items. */
  overlaps(draft: SqlDraft, column: LinkedColumn, items: readonly unknown[]): void;
  /** Full text search, or the nearest thing to it. */
  fullText(draft: SqlDraft, column: LinkedColumn, text: string): void;
  /** The present moment, as precise as the column. */
  now(column: ColumnMetadata): string;
  /** What an INSERT puts in place of an absent value; `undefined` leaves it to the table. */
  insertDefault(column: ColumnMetadata): string | undefined;
  /** The value that an absent field returns to when a row is replaced. */
  replaceDefault(column: ColumnMetadata): string;
  readonly emptyInsert: string;
  /** Statements that can answer with the rows they wrote. */
  readonly returning: { readonly insert: boolean; readonly update: boolean };
  readonly count: CountStrategy;
}

/** How an engine finds the number of rows without counting them all. */
export interface CountStrategy {
  /** Put before a SELECT to learn what the planner expects; `undefined` where it does not say. */
  readonly explain: string | undefined;
  /** Reads the number of rows from what `explain` answered. */
  readonly readPlan: (rows: readonly (readonly unknown[])[]) => number | undefined;
}
