import type { Keyv } from 'keyv';

/** Where answers are kept, for the resources whose `cache` says so. */
export interface CacheOptions {
  /**
   * Redis that the nodes of the application share: `redis://…` or `rediss://…`. Requests and tries of passwords are counted
   * there, too. Default: `LIGHTAPI_REDIS_URL`, else answers are kept in the memory of each process.
   */
  readonly url?: string;
  /** Any other store, as a Keyv. It has to be shared by all nodes that write. */
  readonly store?: Keyv;
  /** Memory for answers in this process, in bytes; about, and only without `url` and `store`. Default 64 MiB. */
  readonly maxBytes?: number;
  /** Begins every key in Redis, so that applications that share it share neither answers nor counts. Default `lightapi`. */
  readonly namespace?: string;
  /** Sends `Surrogate-Key` with each answer that is kept, for a CDN that can drop answers by key. Default `false`. */
  readonly surrogateKeys?: boolean;
}

export const DEFAULT_CACHE_BYTES = 67_108_864;
export const DEFAULT_NAMESPACE = 'lightapi';
