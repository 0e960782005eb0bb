import { Column, Entity, Index, PrimaryColumn, type ValueTransformer } from 'typeorm';

/** Drivers answer with text where a number may be larger than JavaScript's. */
const asNumber: ValueTransformer = { from: Number, to: (value: unknown) => value };

/** The answer to a create, as it was sent. */
export interface StoredAnswer {
  /** JSON text of the row. */
  readonly row: string;
  /** Key values as they stand in a path. */
  readonly key: readonly string[];
  readonly version: string | null;
}

/**
 * A create that was carried out for an `Idempotency-Key`. Add it to the `entities` of a data source that loads none by
 * itself, and to its migrations.
 */
@Entity('lightapi_idempotency')
export class IdempotencyEntry {
  /** SHA-256 of the key and of all that it belongs to, in hex: of one length, and without letters of two cases. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id: string;

  /** SHA-256 of what was sent, in hex. */
  @Column({ type: 'varchar', length: 64 })
  fingerprint: string;

  /** `null` only while the create runs, which no other transaction sees. */
  @Column({ type: 'json', nullable: true })
  answer: StoredAnswer | null;

  /** From then on the entry counts as absent; in milliseconds since 1970. */
  @Index('lightapi_idempotency_expires')
  @Column({ name: 'expires_at', type: 'bigint', transformer: asNumber })
  expiresAt: number;
}
