/** A line in the log for each request. */
export interface RequestLogOptions {
  /** Whether probes and metrics have lines as well. Default `false`. */
  readonly probes?: boolean;
}
