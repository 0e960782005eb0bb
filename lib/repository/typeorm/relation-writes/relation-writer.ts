import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { Visibility } from '../../../query/question.js';
import type { RelatedPayload } from '../../../resource/payload.js';
import type { SetColumn } from '../set-column.js';

/** The row that relations are written of, once it is stored. */
export interface WrittenRow {
  /** Whether it was not there before, so that nothing is related to it yet. */
  readonly isNew: boolean;
  /** What the caller may see of other rows. */
  readonly visibility: Visibility;
  /** The value of a column that others refer to. */
  valueOf(column: ColumnMetadata): Promise<unknown>;
}

/** Writes what a body brings for one relation, inside a transaction of the caller. */
export interface RelationWriter {
  /**
   * Writes what the row itself refers to, before the row is: answers with the columns that say so.
   *
   * @param visibility what the caller may see of other rows
   */
  before?(related: RelatedPayload, visibility: Visibility): Promise<readonly SetColumn[]>;
  /** Writes what refers to the row, once it is there. */
  after?(row: WrittenRow, related: RelatedPayload): Promise<void>;
}
