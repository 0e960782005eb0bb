import { RequestMethod, UseInterceptors, type Type } from '@nestjs/common';
import { setHandlerOperation } from '../auth/resource.guard.js';
import type { HttpMethod, Operation } from '../resource/operation.js';
import type { Resource } from '../resource/resource.js';
import { noteOperation } from './openapi-security.js';
import { REQUEST_SCOPE } from './request-scope.interceptor.js';
import { HANDLER_NAMES, handlersOf } from './resource-handler.js';
import { ResourceController } from './resource.controller.js';
import { noteFurtherRoutes, type PathRoute, type PathStep } from './resource-route.js';
import { ANONYMOUS } from '../common/principal.js';
import { mayEver } from '../policy/may-ever.js';

/** Nest's own keys: of a route's path and method, and of lists that the nearer place adds to. */
const PATH = 'path';
const METHOD = 'method';
const LISTS: ReadonlySet<unknown> = new Set(['__guards__', '__interceptors__', '__pipes__', '__exceptionFilters__']);
const ACCESS = 'lightapi:access';

/** Who may call a route that says nothing itself: whoever may do what its method stands for. */
const OPERATION_OF_METHOD: Readonly<Partial<Record<RequestMethod, Operation>>> = {
  [RequestMethod.GET]: 'list',
  [RequestMethod.HEAD]: 'list',
  [RequestMethod.POST]: 'create',
  [RequestMethod.PUT]: 'replace',
  [RequestMethod.PATCH]: 'update',
  [RequestMethod.DELETE]: 'remove',
};

/** A method of an extended controller, as its class has it. */
type Method = (...parameters: unknown[]) => unknown;

/**
 * Says by which operation's access rule callers of a further route are let in. Default: `list` for a GET, `create` for a
 * POST, `replace`, `update` and `remove` for PUT, PATCH and DELETE.
 */
export function AccessOf(operation: Operation): MethodDecorator {
  return (_prototype, _name, descriptor) => Reflect.defineMetadata(ACCESS, operation, descriptor.value as object);
}

/** Whether a class of the application answers the handler itself. */
export function isOverridden(base: Type<ResourceController>, name: string): boolean {
  const own = (base.prototype as unknown as Record<string, unknown>)[name];
  return own !== (ResourceController.prototype as unknown as Record<string, unknown>)[name];
}

/** Gives a handler what decorators say on the method that it calls: lists inside of those it has, the rest instead. */
export function takeOver(base: Type<ResourceController>, name: string, handler: object, only = ''): void {
  const own = (base.prototype as unknown as Record<string, object | undefined>)[name];
  if (own === undefined) return;
  for (const key of Reflect.getOwnMetadataKeys(own) as unknown[]) {
    if (!String(key).startsWith(only) || key === 'design:paramtypes') continue;
    const said: unknown = Reflect.getMetadata(key, own);
    const before: unknown = Reflect.getMetadata(key, handler);
    if (LISTS.has(key))
      Reflect.defineMetadata(key, [...((before as unknown[]) ?? []), ...(said as unknown[])], handler);
    else if (isRecord(before) && isRecord(said)) Reflect.defineMetadata(key, { ...before, ...said }, handler);
    else Reflect.defineMetadata(key, said, handler);
  }
}

/** Routes that an extended controller has beside those of the resource, by the names of their methods. */
export function furtherRoutesOf(base: Type<ResourceController>): ReadonlyMap<string, Method> {
  const routes = new Map<string, Method>();
  let prototype = base.prototype as object;
  while (prototype !== ResourceController.prototype && prototype !== null) {
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const value: unknown = Object.getOwnPropertyDescriptor(prototype, name)!.value;
      if (
        name === 'constructor' ||
        typeof value !== 'function' ||
        routes.has(name) ||
        !Reflect.hasMetadata(PATH, value)
      )
        continue;
      routes.set(name, value as Method);
    }
    prototype = Object.getPrototypeOf(prototype) as object;
  }
  return routes;
}

/** Puts them in front of the generated handlers, so that `top` is no key, and behind the guard of the resource. */
export function addFurtherRoutes(
  controller: Type<ResourceController>,
  base: Type<ResourceController>,
  resource: Resource,
): void {
  const prototype = controller.prototype as object;
  const paths: PathRoute[] = [];
  for (const [name, method] of furtherRoutesOf(base)) {
    const handler = {
      [name](this: ResourceController, ...received: unknown[]): unknown {
        return (base.prototype as unknown as Record<string, Method>)[name]!.apply(this, received);
      },
    }[name]!;
    const descriptor: PropertyDescriptor = { value: handler, configurable: true, writable: true };
    Object.defineProperty(prototype, name, descriptor);
    takeOver(base, name, handler);
    UseInterceptors(REQUEST_SCOPE)(prototype, name, descriptor);
    const verb = Reflect.getMetadata(METHOD, method) as RequestMethod;
    const said = Reflect.getMetadata(ACCESS, method) as Operation | undefined;
    const operation = said ?? OPERATION_OF_METHOD[verb] ?? 'update';
    setHandlerOperation(handler, operation);
    noteOperation(() => ({ asks: mayEver(resource, operation, ANONYMOUS) ? 'optional' : 'required', refuses: true }))(
      prototype,
      name,
      descriptor,
    );
    const path = Reflect.getMetadata(PATH, method) as string | string[];
    for (const one of [path].flat()) {
      const steps = stepsOf(one);
      if (steps !== undefined) paths.push({ method: RequestMethod[verb] as HttpMethod, on: 'further', steps });
    }
  }
  noteFurtherRoutes(resource, paths);
}

/** Names of generated handlers that the class may not give a path: they have one. */
export function misplacedRoutes(base: Type<ResourceController>, resource: Resource): readonly string[] {
  const names = new Set<string>(handlersOf(resource).map(({ name }) => name));
  return [...furtherRoutesOf(base).keys()].filter((name) => names.has(name) || name in ResourceController.prototype);
}

/** Methods that a generated handler has the name of, and that would never be called. */
export function shadowedMethods(base: Type<ResourceController>, resource: Resource): readonly string[] {
  return handlersOf(resource)
    .map(({ name }) => name)
    .filter((name) => name in base.prototype && !(name in ResourceController.prototype));
}

/**
 * Handlers that the class itself overrides, of operations that the resource does not expose. A class that it extends may
 * be there for several resources.
 */
export function unreachedOverrides(base: Type<ResourceController>, resource: Resource): readonly string[] {
  const reached = new Set<string>(handlersOf(resource).map(({ answer }) => answer));
  // Frameworks that do not know the method yet are no mistake of the class.
  if (reached.has('search')) reached.add('query');
  return HANDLER_NAMES.filter((name) => Object.hasOwn(base.prototype, name) && !reached.has(name));
}

/** `undefined` for a path with patterns, whose methods only the router knows. */
function stepsOf(path: string): readonly PathStep[] | undefined {
  const segments = path.split('/').filter((segment) => segment !== '');
  const steps = segments.map((segment) => (segment.startsWith(':') ? { name: segment.slice(1) } : segment));
  return segments.every((segment) => /^:?[\w.~-]+$/.test(segment)) ? steps : undefined;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
