import type { StoredItem } from './resource-repository.js';

/** The right to carry out the request with an idempotency key. */
export interface IdempotencyClaim {
  /** Tells keys of one kind, such as those of another resource or caller, from all others. */
  readonly space: readonly string[];
  readonly key: string;
  /** The same text for the same request, and only for it. */
  readonly fingerprint: string;
  /** Time to keep the answer, in milliseconds. */
  readonly retentionMs: number;
}

/** The answer to a request that was carried out before. */
export interface KeptAnswer {
  /** Whether it was the same request, by its fingerprint. */
  readonly isSame: boolean;
  readonly item: StoredItem;
}

/**
 * The port behind which answers are kept by idempotency key, beside the rows: `claim` and `keep` take part in the
 * transaction of the repository that they are called in, so that an answer is kept exactly when its row is.
 */
export interface IdempotencyStore {
  /**
   * Takes the key for this transaction, and answers `undefined`; or answers with what is kept under it. Waits for another
   * transaction that has taken it.
   *
   * @throws LightApiError LA304 (409) when the other one takes too long
   */
  claim(claim: IdempotencyClaim): Promise<KeptAnswer | undefined>;
  /** Keeps the answer under the key that this transaction has taken. */
  keep(claim: IdempotencyClaim, item: StoredItem): Promise<void>;
  /** Begins to remove answers whose time is over, from time to time; never throws, and nobody waits for it. */
  purgeSometimes(): void;
}
