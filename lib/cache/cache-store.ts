/** A value to keep. */
export interface StoreEntry {
  readonly key: string;
  /** Something that JSON can carry. */
  readonly value: unknown;
  /** In milliseconds. */
  readonly ttlMs: number;
}

/** Keeps values by key, perhaps together with other nodes. */
export interface CacheStore {
  /** Whether what is read is known to be the latest. */
  readonly isUp: boolean;
  /** What is written before values are relied on again, after a time in which changes could not be. */
  beforeReturn?: () => readonly StoreEntry[];
  /** Begins to look after a store that may be away; before that nothing is asked of it. */
  begin?(): void;
  /** The values in the order of their keys; `undefined` when they cannot be relied on. Never rejects. */
  read(keys: readonly string[]): Promise<readonly unknown[] | undefined>;
  /** The same at once, by a store in this process. */
  peek?(keys: readonly string[]): readonly unknown[];
  /** `false` when not all of them were stored. Never rejects. */
  write(entries: readonly StoreEntry[]): Promise<boolean>;
  /** The same for what nobody misses: it is waited for a shorter time. Never rejects. */
  offer(entries: readonly StoreEntry[]): Promise<boolean>;
  /** Stops looking for a store that is away. */
  close?(): void;
}
