import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Patch,
  Post,
  Put,
  Req,
  Res,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import type { CanActivate, ExceptionFilter, NestInterceptor, PipeTransform, Type } from '@nestjs/common';
import { keyParameterName } from '../resource/key-parameter.js';
import { ROUTES, type Operation } from '../resource/operation.js';
import type { Resource } from '../resource/resource.js';
import { decorateOperation } from './openapi-operation.factory.js';
import type { PayloadClasses } from '../payload/payload-class.factory.js';
import type { ParameterTable } from '../query/parameter-table.js';
import { FromRequest } from './request-parameters.js';
import type { RequestReaders } from './request-readers.js';
import { ResourceController } from './resource.controller.js';

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
  readonly table: ParameterTable;
  readonly classes: PayloadClasses;
  readonly readers: RequestReaders;
  readonly enhancers: Enhancers;
}

const VERBS = { GET: Get, POST: Post, PUT: Put, PATCH: Patch, DELETE: Delete } as const;

/** The parameters of each handler of {@link ResourceController}, in order. */
const PARAMETERS: Readonly<Record<Operation, readonly ('request' | 'response' | keyof RequestReaders)[]>> = {
  list: ['list', 'request', 'response'],
  create: ['create', 'request', 'response'],
  read: ['item'],
  replace: ['item', 'replace'],
  update: ['item', 'update'],
  remove: ['item'],
};

/**
 * Makes the controller class of a resource: `BookController` with a handler for each exposed operation, decorated like
 * one written by hand, so that guards, interceptors, versioning, prefixes and Swagger treat it as one.
 */
export function createResourceController(parts: ControllerParts): Type<ResourceController> {
  const { resource, service, enhancers } = parts;
  const controller = { [`${resource.name}Controller`]: class extends ResourceController {} }[
    `${resource.name}Controller`
  ]!;
  Reflect.defineMetadata('design:paramtypes', [service], controller);
  Inject(service)(controller, undefined, 0);
  for (const operation of resource.operations) addHandler(controller, operation, parts);
  Controller(resource.path)(controller);
  if (enhancers.guards.length > 0) UseGuards(...enhancers.guards)(controller);
  if (enhancers.interceptors.length > 0) UseInterceptors(...enhancers.interceptors)(controller);
  if (enhancers.pipes.length > 0) UsePipes(...enhancers.pipes)(controller);
  if (enhancers.filters.length > 0) UseFilters(...enhancers.filters)(controller);
  return controller;
}

function addHandler(controller: Type<ResourceController>, operation: Operation, parts: ControllerParts): void {
  const prototype = controller.prototype;
  const inherited = ResourceController.prototype[operation] as (...parameters: unknown[]) => unknown;
  // A function of its own, since Nest keeps a route's metadata on the function.
  const handler = {
    [operation](this: ResourceController, ...parameters: unknown[]): unknown {
      return inherited.apply(this, parameters);
    },
  }[operation]!;
  const descriptor: PropertyDescriptor = { value: handler, configurable: true, writable: true };
  Object.defineProperty(prototype, operation, descriptor);
  for (const [index, parameter] of PARAMETERS[operation].entries()) {
    parameterDecorator(parameter, parts.readers)(prototype, operation, index);
  }
  const { method, on } = ROUTES[operation];
  const path = on === 'item' ? parts.resource.key.map((field) => `:${keyParameterName(field)}`).join('/') : '/';
  VERBS[method](path)(prototype, operation, descriptor);
  if (operation === 'remove') HttpCode(204)(prototype, operation, descriptor);
  decorateOperation(controller, operation, operation, parts.resource, parts.table, parts.classes);
}

function parameterDecorator(
  parameter: 'request' | 'response' | keyof RequestReaders,
  readers: RequestReaders,
): ParameterDecorator {
  if (parameter === 'response') return Res({ passthrough: true });
  return parameter === 'request' ? Req() : FromRequest(readers[parameter]);
}
