/** From where on requests are turned away instead of being answered late. At least one limit has to be there. */
export interface PressureOptions {
  /** Mean delay of the event loop over half a second, in milliseconds. Default: any. */
  readonly maxEventLoopDelayMs?: number;
  /** Requests under way. Default: any number. */
  readonly maxInFlight?: number;
  /** Memory in use on the heap, in bytes. Default: any. */
  readonly maxHeapBytes?: number;
  /** When to come again, in seconds. Default 5. */
  readonly retryAfterSeconds?: number;
}
