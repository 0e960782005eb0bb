import type { SqlDraft } from './sql-draft.js';

/** A value of a column as it stands in a cursor. */
export type StoredValue = string | number | null;

/**
 * How a walk goes on from a value of a column that was read before. Nothing of the value may be lost on the way, and it
 * has to be compared as ORDER BY compares the column.
 */
export interface StoredOrder {
  /** What SELECT reads: the value in a form that loses nothing. */
  readonly select: string;
  /** What is compared with a value; in the order of the column itself. */
  readonly reference: string;
  /** What a walk sorts by instead of the column; absent where ORDER BY looks at the whole of its values. */
  readonly sorted?: string;
  /** The value that was read in a form that JSON carries. */
  readonly toStored: (raw: unknown) => StoredValue;
  /** Adds a value that was read before, other than NULL. */
  readonly append: (draft: SqlDraft, value: StoredValue) => void;
}
