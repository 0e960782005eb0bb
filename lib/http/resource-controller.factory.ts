import {
  Controller,
  HttpCode,
  Inject,
  Req,
  RequestMapping,
  RequestMethod,
  Res,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import type { CanActivate, ExceptionFilter, NestInterceptor, PipeTransform, Type } from '@nestjs/common';
import { setHandlerOperation } from '../auth/resource.guard.js';
import type { CursorSecret } from '../query/cursor-secret.js';
import type { QueryDialect } from '../query/query-dialect.js';
import type { Resource } from '../resource/resource.js';
import { createAnswerHeads, type AnswerHeads } from './answer-head.js';
import { createCacheInterceptor } from './cache.interceptor.js';
import { routeQuestion, type RouteQuestion } from './cached-routes.js';
import { readOnce } from './read-once.js';
import { createRelationReaders } from './relation-readers.js';
import { FromRequest, type HttpRequest } from './request-parameters.js';
import type { RequestReaders } from './request-readers.js';
import { ResourceController } from './resource.controller.js';
import { handlersOf, type HandlerParameter, type ResourceHandler } from './resource-handler.js';
import { routePath } from './resource-route.js';

/** What users may put around the generated handlers. */
export interface Enhancers {
  readonly guards: readonly (Type<CanActivate> | CanActivate)[];
  readonly interceptors: readonly (Type<NestInterceptor> | NestInterceptor)[];
  readonly pipes: readonly (Type<PipeTransform> | PipeTransform)[];
  readonly filters: readonly (Type<ExceptionFilter> | ExceptionFilter)[];
}

/** Everything a controller is made of. */
export interface ControllerParts {
  readonly resource: Resource;
  readonly service: Type<unknown>;
  readonly readers: RequestReaders;
  readonly dialect: QueryDialect;
  /** Signs the cursors of related rows. Default: one that nobody else has. */
  readonly cursorSecret?: CursorSecret;
  readonly enhancers: Enhancers;
  /** Header fields that tell who asks. */
  readonly credentialFields: readonly string[];
  /** Stands before every route, behind the guards of users, who may find out who asks. */
  readonly guard: Type<CanActivate>;
}

/** Computes a handler's parameter from the request. */
type Reader = (request: HttpRequest) => unknown;

/**
 * Makes the controller class of a resource: `BookController` with a handler for each of its routes, decorated like
 * one written by hand, so that guards, interceptors, versioning, prefixes and Swagger treat it as one.
 */
export function createResourceController(parts: ControllerParts): Type<ResourceController> {
  const { resource, service, enhancers, guard } = parts;
  const headOf = createAnswerHeads(resource, parts.credentialFields);
  const controller = {
    [`${resource.name}Controller`]: class extends ResourceController {
      protected override readonly headOf: AnswerHeads = headOf;
    },
  }[`${resource.name}Controller`]!;
  Reflect.defineMetadata('design:paramtypes', [service], controller);
  Inject(service)(controller, undefined, 0);
  const questions = new Map<unknown, RouteQuestion>();
  const cache = createCacheInterceptor(resource, questions);
  for (const handler of handlersOf(resource)) {
    const question = addHandler(controller, handler, parts, headOf);
    if (question === undefined) continue;
    const descriptor = Object.getOwnPropertyDescriptor(controller.prototype, handler.name)!;
    questions.set(descriptor.value, question);
    UseInterceptors(cache)(controller.prototype, handler.name, descriptor);
  }
  Controller(resource.path)(controller);
  UseGuards(...enhancers.guards, guard)(controller);
  if (enhancers.interceptors.length > 0) UseInterceptors(...enhancers.interceptors)(controller);
  if (enhancers.pipes.length > 0) UsePipes(...enhancers.pipes)(controller);
  if (enhancers.filters.length > 0) UseFilters(...enhancers.filters)(controller);
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
  const inherited = ResourceController.prototype[answer] as (...parameters: unknown[]) => unknown;
  // A function of its own, since Nest keeps a route's metadata on the function.
  const handler = {
    [name](this: ResourceController, ...received: unknown[]): unknown {
      return relation === undefined ? inherited.apply(this, received) : inherited.call(this, relation, ...received);
    },
  }[name]!;
  const descriptor: PropertyDescriptor = { value: handler, configurable: true, writable: true };
  Object.defineProperty(prototype, name, descriptor);
  const own = {
    ...parts.readers,
    ...(relation && createRelationReaders(parts.resource, relation, parts.dialect, parts.cursorSecret)),
  };
  const readers = parts.resource.cache === undefined ? own : readOnce(own);
  for (const [index, parameter] of parameters.entries()) {
    parameterDecorator(parameter, readers as unknown as Readonly<Record<string, Reader>>)(prototype, name, index);
  }
  setHandlerOperation(handler, route.on === 'relation' ? 'read' : route.operation);
  const path = routePath(parts.resource, route);
  RequestMapping({ path: path === '' ? '/' : path, method: RequestMethod[method] })(prototype, name, descriptor);
  // An upsert says itself which of two it is.
  if (answer !== 'upsert') HttpCode(status)(prototype, name, descriptor);
  return parts.resource.cache === undefined ? undefined : routeQuestion(answer, parts.resource, readers, headOf);
}

function parameterDecorator(
  parameter: HandlerParameter,
  readers: Readonly<Record<string, Reader>>,
): ParameterDecorator {
  if (parameter === 'response') return Res({ passthrough: true });
  return parameter === 'request' ? Req() : FromRequest(readers[parameter]!);
}
