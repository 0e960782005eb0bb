import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { Field } from '../../../resource/field.js';
import type { ValueWriter } from '../../../serializer/value-writer.factory.js';

/** A field joined with its column: everything a statement needs of it, made once. */
export interface LinkedColumn {
  readonly field: Field;
  readonly metadata: ColumnMetadata;
  /** Quoted name alone, for SET and for column lists. */
  readonly name: string;
  /** Quoted and qualified, or the expression of a virtual column; for conditions and ORDER BY. */
  readonly reference: string;
  /** What SELECT reads. */
  readonly select: string;
  /** What RETURNING reads; only a virtual column has none. */
  readonly returning: string | undefined;
  readonly nullable: boolean;
  readonly ascending: string;
  readonly descending: string;
  /** Writes a value as the wire carried it. */
  readonly writeRaw: ValueWriter;
  /** Writes a value as the driver parsed it. */
  readonly writeParsed: ValueWriter;
  /** A value of the field's JavaScript type as the parameter to bind. */
  readonly toParameter: (value: unknown) => unknown;
  /** The same for the lower end of a range of instants. */
  readonly toInstant: (value: Date) => unknown;
}
