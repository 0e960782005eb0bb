/** Injection token of the static options that the running `forRoot` was given. */
export const LIGHT_API_ROOT = Symbol('LIGHT_API_ROOT');

/** Injection token of the connection to Redis; there is nothing behind it in an application without one. */
export const LIGHT_API_REDIS = Symbol('LIGHT_API_REDIS');

/** Injection token, one provider per context, that adds the context to the registry. */
export const LIGHT_API_FEATURE = Symbol('LIGHT_API_FEATURE');

/** Injection token of what stores the rows of the resource with this name. */
export function resourceRepositoryToken(resourceName: string): string {
  return `LightApi:${resourceName}Repository`;
}
