import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { ValueWriter } from '../../../serializer/value-writer.factory.js';
import type { TextMatch } from '../../../query/text-pattern.js';
import type { Field } from '../../../resource/field.js';
import type { LinkedColumn } from './linked-column.js';
import type { SubqueryWay } from './relations/subquery-way.js';
import type { SqlDraft } from './sql-draft.js';
import type { StoredOrder } from './stored-order.js';

/** Adds links as rows behind FROM. */
export type LinkRowsBuilder = (draft: SqlDraft, links: readonly (readonly unknown[])[]) => void;

/** A column that joins tables. */
export interface LinkColumn {
  readonly metadata: ColumnMetadata;
  /** Quoted and qualified. */
  readonly reference: string;
}

/**
 * What differs between engines. Everything that does not depend on a request is asked for once, when a table is
 * linked.
 */
export interface SqlDialect {
  /** What has to be asked of the server before the first condition on text; `undefined` once that is known. */
  ready?(): Promise<void> | undefined;
  /** An identifier in quotes, quotes inside it doubled. */
  quote(name: string): string;
  /** The statement with this engine's placeholders between the segments. */
  joinSegments(segments: readonly string[]): string;
  /** What SELECT and RETURNING read instead of the bare column. */
  readExpression(field: Field, column: ColumnMetadata, reference: string): string;
  /** The writer for values as this engine's wire carries them. */
  createWriter(field: Field, column: ColumnMetadata): ValueWriter;
  /** Whether TypeORM hands the values of a column to the driver as they are, so that it need not be asked each time. */
  isPlain?(column: ColumnMetadata): boolean;
  /** A value that TypeORM prepared for the column, in the form in which it is bound. */
  toParameter(field: Field, column: ColumnMetadata, persistent: unknown): unknown;
  /** The same for the lower end of a range of instants. */
  toInstant(field: Field, column: ColumnMetadata, persistent: unknown): unknown;
  /** One key of ORDER BY, NULLs last either way. */
  sortTerm(reference: string, direction: 'asc' | 'desc', nullable: boolean): string;
  /** The same key in the opposite order, NULLs first. */
  reversedSortTerm(reference: string, direction: 'asc' | 'desc', nullable: boolean): string;
  /** How a walk goes on from a value of the column. */
  storedOrder(column: LinkedColumn): StoredOrder;
  /** What SELECT reads of a column that joins tables, so that its text tells values apart as they are stored. */
  readLink(column: ColumnMetadata, reference: string): string;
  /** That columns equal one of several lists of values; values are those that were read from such columns. */
  amongLinks(draft: SqlDraft, columns: readonly LinkColumn[], links: readonly (readonly unknown[])[]): void;
  /**
   * Makes links into rows `lightapi_links(k0, …)` that others can be looked up for one by one; absent, or without an
   * answer, where that cannot be said.
   */
  linkRows?(columns: readonly ColumnMetadata[]): LinkRowsBuilder | undefined;
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
  /**
   * What an INSERT ends with so that rows which are there already stay as they are.
   *
   * @param name quoted name of any of its columns
   */
  keepExisting(name: string): string;
  /**
   * What stands around a condition behind RETURNING, for the statement to fail, and write nothing, unless the condition is
   * true; absent where the engine cannot say it.
   */
  readonly demand?: {
    readonly open: string;
    readonly close: string;
    /** Whether it is what a statement failed for; something else of the database may fail in the same way. */
    mayBeWhy(error: unknown): boolean;
  };
  /** Statements that can answer with the rows they wrote. */
  readonly returning: { readonly insert: boolean; readonly update: boolean };
  /** How questions about related rows are put, in statements that read and in those that change the rows asked about. */
  readonly subqueries: { readonly inReads: SubqueryWay; readonly inWrites: SubqueryWay };
  readonly count: CountStrategy;
}

/** How an engine finds the number of rows without counting them all. */
export interface CountStrategy {
  /** Put before a SELECT to learn what the planner expects; `undefined` where it does not say. */
  readonly explain: string | undefined;
  /** Reads the number of rows from what `explain` answered. */
  readonly readPlan: (rows: readonly (readonly unknown[])[]) => number | undefined;
}
