import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { Field } from '../../resource/field.js';

/** A value for a column that no payload carries, such as the key of the row that new rows belong to. */
export interface SetColumn {
  readonly column: ColumnMetadata;
  /** The field that the value is of: that of the column which this one refers to. */
  readonly field: Field;
  readonly value: unknown;
}
