/** What is used of a Keyv, whose types are there only where answers are kept. */
export interface KeyvLike {
  get(key: string): Promise<unknown>;
  getMany(keys: string[]): Promise<unknown[]>;
  set(key: string, value: unknown, ttl?: number): Promise<boolean>;
  delete(key: string): Promise<boolean>;
  on(event: string, listener: (...parameters: unknown[]) => void): unknown;
}

/** Where answers are kept, for the resources whose `cache` says so. */
export interface CacheOptions {
  /**
   * Redis that the nodes of the application share: `redis://…` or `rediss://…`. Requests and tries of passwords are counted
   * there, too. Default: `LIGHTAPI_REDIS_URL`, else answers are kept in the memory of each process.
   */
  readonly url?: string;
  /** Any other store, as a `Keyv` of the package `keyv`. It has to be shared by all nodes that write. */
  readonly store?: KeyvLike;
  /** Memory for answers in this process, in bytes; about, and only without `url` and `store`. Default 64 MiB. */
  readonly maxBytes?: number;
  /** Begins every key in Redis, so that applications that share it share neither answers nor counts. Default `lightapi`. */
  readonly namespace?: string;
  /** Sends `Surrogate-Key` with each answer that is kept, for a CDN that can drop answers by key. Default `false`. */
  readonly surrogateKeys?: boolean;
}

export const DEFAULT_CACHE_BYTES = 67_108_864;
export const DEFAULT_NAMESPACE = 'lightapi';
