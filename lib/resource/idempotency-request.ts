/** A create that is to happen once, however often it is sent. */
export interface IdempotencyRequest {
  /** What the client sent as `Idempotency-Key`. */
  readonly key: string;
  /** Who sent it: a key of one caller is nothing to another. */
  readonly scope: string;
  /** The same text for the same body, and only for it. */
  readonly fingerprint: string;
}
