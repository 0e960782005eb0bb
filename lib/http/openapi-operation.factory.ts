import type { Type } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { pluralName } from '../common/plural-noun.js';
import type { PayloadClasses } from '../payload/payload-class.factory.js';
import { ITEM_MEDIA_TYPES, PATCH_MEDIA_TYPES } from '../payload/media-type.js';
import type { ParameterTable } from '../query/parameter-table.js';
import type { Parameter } from '../query/parameter.js';
import { ROUTES, type Operation } from '../resource/operation.js';
import type { Resource } from '../resource/resource.js';
import { keyParameters, queryParameter } from './openapi-parameters.js';
import { responsesOf } from './openapi-responses.js';
import { createPageClass } from './page-class.factory.js';
import { ProblemDto } from './problem.dto.js';

const SUMMARIES: Readonly<Record<Operation, (one: string, many: string) => string>> = {
  list: (_one, many) => `Lists ${many}.`,
  create: (one) => `Creates one ${one}.`,
  read: (one) => `Reads one ${one}.`,
  replace: (one) => `Replaces one ${one}; what is left out returns to its default.`,
  update: (one) => `Changes what is sent of one ${one} (RFC 7396).`,
  remove: (one) => `Removes one ${one}.`,
};

const described = new WeakSet<Type<object>>();

/**
 * Describes a handler of a generated controller in the OpenAPI document: everything that it accepts, and every status
 * that it answers with.
 */
export function decorateOperation(
  controller: Type<object>,
  methodName: string,
  operation: Operation,
  resource: Resource,
  table: ParameterTable,
  classes: PayloadClasses,
): void {
  const success = operation === 'list' ? createPageClass(resource, classes.list) : classes.read;
  const decorators = [
    ApiOperation(operationOptions(operation, resource)),
    ...parameterDecorators(operation, resource, table),
    ...bodyDecorators(operation, classes),
    ...responsesOf(operation, resource, { problem: ProblemDto, success }).map((options) => ApiResponse(options)),
    ApiExtraModels(ProblemDto, success),
  ];
  const prototype: object = controller.prototype;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, methodName)!;
  for (const decorate of decorators) decorate(prototype, methodName, descriptor);
  describeController(controller, resource);
}

/** The name of an operation in generated clients: `listBooks`, `readBook`. */
export function operationIdOf(operation: Operation, resource: Resource): string {
  return `${operation}${operation === 'list' ? pluralName(resource.name) : resource.name}`;
}

function describeController(controller: Type<object>, resource: Resource): void {
  if (described.has(controller)) return;
  described.add(controller);
  ApiTags(...resource.tags)(controller);
}

function operationOptions(operation: Operation, resource: Resource): NonNullable<Parameters<typeof ApiOperation>[0]> {
  const { name, description } = resource;
  return {
    operationId: operationIdOf(operation, resource),
    summary: SUMMARIES[operation](name, pluralName(name)),
    ...(description !== undefined && { description }),
  };
}

function parameterDecorators(operation: Operation, resource: Resource, table: ParameterTable): MethodDecorator[] {
  const keys = ROUTES[operation].on === 'item' ? keyParameters(resource) : [];
  const query = parametersOf(operation, table).map((parameter) => queryParameter(parameter, resource));
  return [...keys.map((parameter) => ApiParam(parameter)), ...query.map((parameter) => ApiQuery(parameter))];
}

function parametersOf(operation: Operation, table: ParameterTable): readonly Parameter[] {
  if (operation === 'list') return table.parameters;
  return operation === 'create' ? [] : table.item.parameters;
}

function bodyDecorators(operation: Operation, classes: PayloadClasses): MethodDecorator[] {
  if (operation !== 'create' && operation !== 'replace' && operation !== 'update') return [];
  const mediaTypes = operation === 'update' ? PATCH_MEDIA_TYPES : ITEM_MEDIA_TYPES;
  // A pattern is no media range of RFC 9110 §12.5.1, and clients can be made for a media type only.
  const named = mediaTypes.filter((mediaType) => !mediaType.includes('*'));
  return [ApiConsumes(...named), ApiBody({ type: classes[operation], required: true })];
}
