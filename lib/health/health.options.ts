/** Routes that tell a container or a load balancer how the application is. */
export interface HealthOptions {
  /** Path of both: `<path>/live` and `<path>/ready`. Default `health`. */
  readonly path?: string | undefined;
  /** Time that a database may take to answer `ready`, in milliseconds. Default 1,000. */
  readonly timeoutMs?: number;
}

/** The same with every default filled in and no slashes around the path. */
export interface HealthDefinition {
  readonly path: string;
  readonly timeoutMs: number;
}

export function completeHealthOptions({ path = 'health', timeoutMs = 1_000 }: HealthOptions): HealthDefinition {
  const segments = path.split('/').filter((segment) => segment !== '');
  return { path: segments.join('/'), timeoutMs };
}
