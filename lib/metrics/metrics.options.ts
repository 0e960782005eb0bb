/** A route with figures for Prometheus. */
export interface MetricsOptions {
  /** Default `metrics`. */
  readonly path?: string;
  /**
   * What whoever reads the figures has to send, as `Authorization: Bearer <token>`; at least 32 bytes. Default:
   * `LIGHTAPI_METRICS_TOKEN`, else everybody may read who reaches the route.
   */
  readonly token?: string;
}

/** Injection token of the figures; nothing is there where `prom-client` is not installed. */
export const LIGHT_API_METRICS = Symbol('LIGHT_API_METRICS');
