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

/** Injection token of what the application's own code does with the rows of the resource with this name. */
export function resourceServiceToken(resourceName: string): string {
  return `LightApi:${resourceName}ResourceService`;
}

/** Injection token of the operations of the resource with this name, without what a service overrides. */
export function resourceOperationsToken(resourceName: string): string {
  return `LightApi:${resourceName}OperationsWithHooks`;
}
