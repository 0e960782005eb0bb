import type { RequestCounter } from './request-counter.js';

/** How often a caller, or an address that nobody has signed in from, may ask. */
export interface ThrottleOptions {
  /** Requests in a window. */
  readonly limit: number;
  /** Time in which requests count, and for which there are none after too many, in milliseconds. Default 60,000. */
  readonly windowMs?: number;
  /**
   * Where requests, and tries of passwords, are counted: any `ThrottlerStorage`. While it fails, or takes longer than
   * 100 ms, they are counted in memory. Default: the Redis of `cache.url` or `LIGHTAPI_REDIS_URL`, for all processes
   * together; without one in memory, for this process alone.
   */
  readonly storage?: RequestCounter;
}
