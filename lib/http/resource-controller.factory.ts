import {
  Controller,
  HttpCode,
  Inject,
  Req,
  RequestMapping,
  RequestMethod,
  Res,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import type { CanActivate, Type } from '@nestjs/common';
import { setHandlerOperation } from '../auth/resource.guard.js';
import type { CursorSecret } from '../query/cursor-secret.js';
import type { QueryDialect } from '../query/query-dialect.js';
import type { Operation } from '../resource/operation.js';
import type { Resource } from '../resource/resource.js';
import { createAnswerHeads, type AnswerHeads } from './answer-head.js';
import { runInRequest } from '../common/request-scope.js';
import { createCacheInterceptor } from './cache.interceptor.js';
import { routeQuestion, type RouteQuestion } from './cached-routes.js';
import { enhancersOf, type ResourceEnhancers } from './enhancers.js';
import { addFurtherRoutes, isOverridden, takeOver } from './extended-controller.js';
import { readOnce } from './read-once.js';
import { correlationId } from './correlation-id.js';
import { createRelationReaders } from './relation-readers.js';
import { FromRequest, type HttpRequest } from './request-parameters.js';
import type { RequestReaders } from './request-readers.js';
import { ResourceController } from './resource.controller.js';
import { handlersOf, type HandlerParameter, type ResourceHandler } from './resource-handler.js';
import { routePath } from './resource-route.js';

/** Everything a controller is made of. */
export interface ControllerParts {
  readonly resource: Resource;
  readonly operations: Type<unknown>;
  /** The application's own class, where it has one. */
  readonly base?: Type<ResourceController>;
  readonly readers: RequestReaders;
  readonly dialect: QueryDialect;
  /** Signs the cursors of related rows. Default: one that nobody else has. */
  readonly cursorSecret?: CursorSecret;
  readonly enhancers: ResourceEnhancers;
  /** Header fields that tell who asks. */
  readonly credentialFields: readonly string[];
  /**
   * Whether code of the application runs inside of the operations, which has to know the id of the request. Default: only
   * where the application has its own class. Who hears of every write is found later, when the application is made.
   */
  readonly isTraced?: boolean;
  /** Stands before every route, behind the guards of users, who may find out who asks. */
  readonly guard: Type<CanActivate>;
}

const READS: ReadonlySet<Operation> = new Set(['list', 'read']);

/** Computes a handler's parameter from the request. */
type Reader = (request: HttpRequest) => unknown;

/**
 * Makes the controller class of a resource: `BookController` with a handler for each of its routes, decorated like
 * one written by hand, so that guards, interceptors, versioning, prefixes and Swagger treat it as one.
 */
export function createResourceController(parts: ControllerParts): Type<ResourceController> {
  const { resource, operations, enhancers, guard } = parts;
  const headOf = createAnswerHeads(resource, parts.credentialFields);
  const { base = ResourceController } = parts;
  const name = base === ResourceController ? `${resource.name}Controller` : base.name;
  const controller = {
    [name]: class extends base {
      protected override readonly headOf: AnswerHeads = headOf;
    },
  }[name]!;
  Inject(operations)(controller.prototype, 'operations');
  addFurtherRoutes(controller, base, resource);
  const questions = new Map<unknown, RouteQuestion>();
  const cache = createCacheInterceptor(resource, questions);
  for (const handler of handlersOf(resource)) {
    const question = addHandler(controller, handler, parts, headOf);
    if (question === undefined) continue;
    const descriptor = Object.getOwnPropertyDescriptor(controller.prototype, handler.name)!;
    questions.set(descriptor.value, question);
    UseInterceptors(cache)(controller.prototype, handler.name, descriptor);
  }
  Controller({ ...(Reflect.getMetadata('scope:options', base) as object | undefined), path: resource.path })(
    controller,
  );
  for (const decorate of enhancers.all.flatMap(enhancersOf)) decorate(controller);
  UseGuards(guard)(controller);
  return controller;
}

function addHandler(
  controller: Type<ResourceController>,
  { name, answer, route, parameters, status }: ResourceHandler,
  parts: ControllerParts,
  headOf: AnswerHeads,
): RouteQuestion | undefined {
  const prototype = controller.prototype;
  const { relation, method } = route;
  const { base = ResourceController } = parts;
  const isOwnCode = parts.isTraced === true || base !== ResourceController;
  const isTraced = isOwnCode || !READS.has(route.operation);
  const inherited = (): ((...parameters: unknown[]) => unknown) => base.prototype[answer] as never;
  // A function of its own, since Nest keeps a route's metadata on the function.
  const handler = {
    [name](this: ResourceController, ...received: unknown[]): unknown {
      return relation === undefined ? inherited().apply(this, received) : inherited().call(this, relation, ...received);
    },
    ...(isTraced && {
      // Code of the application learns of what request it is a part. Without any there is nothing to tell: in a process
      // that has told it once, Node follows every promise.
      [name](this: ResourceController, ...received: unknown[]): unknown {
        const { headers } = received.pop() as HttpRequest;
        const own = relation === undefined ? received : [relation, ...received];
        const answered = (): unknown => inherited().apply(this, own);
        return isOwnCode || this.operations.hasHooks ? runInRequest(correlationId(headers), answered) : answered();
      },
    }),
  }[name]!;
  const descriptor: PropertyDescriptor = { value: handler, configurable: true, writable: true };
  Object.defineProperty(prototype, name, descriptor);
  const own = {
    ...parts.readers,
    ...(relation && createRelationReaders(parts.resource, relation, parts.dialect, parts.cursorSecret)),
  };
  const readers = parts.resource.cache === undefined ? own : readOnce(own);
  for (const [index, parameter] of (isTraced ? [...parameters, 'request' as const] : parameters).entries()) {
    parameterDecorator(parameter, readers as unknown as Readonly<Record<string, Reader>>)(prototype, name, index);
  }
  const operation = route.on === 'relation' ? 'read' : route.operation;
  setHandlerOperation(handler, operation);
  for (const decorate of enhancersOf(parts.enhancers.operations[operation] ?? {}))
    decorate(prototype, name, descriptor);
  const path = routePath(parts.resource, route);
  RequestMapping({ path: path === '' ? '/' : path, method: RequestMethod[method] })(prototype, name, descriptor);
  // An upsert says itself which of two it is.
  if (answer !== 'upsert') HttpCode(status)(prototype, name, descriptor);
  const isOwn = isOverridden(base, answer);
  if (isOwn) takeOver(base, answer, handler);
  // What the application answers itself may depend on anything; a query is answered by the search.
  const isKept = !isOwn && !(answer === 'query' && isOverridden(base, 'search'));
  return parts.resource.cache === undefined || !isKept
    ? undefined
    : routeQuestion(answer, parts.resource, readers, headOf);
}

function parameterDecorator(
  parameter: HandlerParameter,
  readers: Readonly<Record<string, Reader>>,
): ParameterDecorator {
  if (parameter === 'response') return Res({ passthrough: true });
  return parameter === 'request' ? Req() : FromRequest(readers[parameter]!);
}
