/** Methods of a service that routes go through where a class of the application overrides them. */
export const SERVICE_METHODS = ['list', 'read', 'create', 'update', 'replace', 'remove', 'restore', 'upsert'] as const;

export type ServiceMethod = (typeof SERVICE_METHODS)[number];

const SERVICE = Symbol.for('nestjs-lightapi:resource-service');

/** Marks the class that services extend, so that two copies of this package agree. */
export function markService(prototype: object): void {
  Object.defineProperty(prototype, SERVICE, { value: prototype });
}

/** The prototype that a service extends; `undefined` for a class that is no service. */
export function serviceRootOf(service: unknown): object | undefined {
  if (typeof service !== 'function') return undefined;
  return (service.prototype as { readonly [SERVICE]?: object } | undefined)?.[SERVICE];
}

/** Methods that a class has of its own, and not of `ResourceService`. */
export function overriddenMethods(service: unknown): ReadonlySet<ServiceMethod> {
  const root = serviceRootOf(service) as Readonly<Record<string, unknown>> | undefined;
  if (root === undefined) return new Set();
  const own = (service as { readonly prototype: Readonly<Record<string, unknown>> }).prototype;
  return new Set(SERVICE_METHODS.filter((name) => own[name] !== root[name]));
}
