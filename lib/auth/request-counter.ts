/** What is known of a key after one more request. */
export interface RequestCount {
  readonly totalHits: number;
  /** Seconds until the count begins anew. */
  readonly timeToExpire: number;
  readonly isBlocked: boolean;
  /** Seconds until requests are let in again. */
  readonly timeToBlockExpire: number;
}

/**
 * Counts requests by key: what `@nestjs/throttler` calls a `ThrottlerStorage`. It may fail: what it throws, or does not
 * answer within 100 ms, is counted in the memory of the process that asked. One that was too slow is not waited for again
 * before it has answered in time; it is tried once a second.
 */
export interface RequestCounter {
  /**
   * Counts one more.
   *
   * @param ttl time in which requests count, in milliseconds
   * @param limit requests that are let in meanwhile
   * @param blockDuration time for which none are after that, in milliseconds
   */
  increment(
    key: string,
    ttl: number,
    limit: number,
    blockDuration: number,
    throttlerName: string,
  ): Promise<RequestCount>;
}
