import type { InsertLayout, InsertRow } from './insert-layout.js';
import type { SqlTemplate } from './sql-runner.js';

/** A statement that inserts several rows of one layout. */
export interface ManyInsert {
  readonly template: SqlTemplate;
  readonly parameters: readonly unknown[];
}

/** Puts such statements together. */
export interface ManyInsertBuilder {
  /** How many of the rows that are left one statement takes. */
  sizeFor(left: number): number;
  /** @param returning the list behind RETURNING; rows are answered in the order in which they are given. */
  build(layout: InsertLayout, rows: readonly InsertRow[], returning: string): Promise<ManyInsert> | ManyInsert;
}
