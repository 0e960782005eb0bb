/** What becomes of requests when the process is told to end, by SIGTERM or another signal. */
export interface ShutdownOptions {
  /**
   * Time in which requests are still taken after the signal, and `/health/ready` is 503 already, in milliseconds: as long as
   * a load balancer needs to find out. Default 500.
   */
  readonly drainMs?: number;
  /** Time that the requests under way may take after that, before their connections are cut, in milliseconds. Default 8,000. */
  readonly timeoutMs?: number;
}

export const SHUTDOWN: Required<ShutdownOptions> = { drainMs: 500, timeoutMs: 8_000 };
