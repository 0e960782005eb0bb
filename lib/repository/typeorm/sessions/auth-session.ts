import { Column, Entity, Index, PrimaryColumn, type ValueTransformer } from 'typeorm';

/** Drivers answer with text where a number may be larger than JavaScript's. */
const asNumber: ValueTransformer = {
  from: (value: unknown) => (value === null ? null : Number(value)),
  to: (value: unknown) => value,
};

/**
 * A login that goes on by refresh tokens. Add it to the `entities` of a data source that loads none by itself, and to its
 * migrations.
 */
@Entity('lightapi_session')
export class AuthSession {
  /** SHA-256 of the half of its refresh tokens that stays the same, in hex. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id: string;

  /** SHA-256 of the half that is good once, in hex. */
  @Column({ type: 'varchar', length: 64 })
  token: string;

  /** Id of the account. */
  @Index('lightapi_session_subject')
  @Column({ type: 'varchar', length: 255 })
  subject: string;

  /** From then on there is nothing to refresh; in milliseconds since 1970. */
  @Index('lightapi_session_expires')
  @Column({ name: 'expires_at', type: 'bigint', transformer: asNumber })
  expiresAt: number;

  /** Since when its tokens are no good any more; in milliseconds since 1970. */
  @Column({ name: 'revoked_at', type: 'bigint', nullable: true, transformer: asNumber })
  revokedAt: number | null;
}
