import type { Type } from '@nestjs/common';
import { ApiConsumes, ApiExtraModels, ApiOperation, ApiResponse, ApiTags, DECORATORS } from '@nestjs/swagger';
import { pluralName } from '../common/plural-noun.js';
import type { ParameterTable } from '../query/parameter-table.js';
import type { Parameter } from '../query/parameter.js';
import type { Resource } from '../resource/resource.js';
import { bulkResultClassOf } from './bulk-result.factory.js';
import { lazyList } from './lazy-list.js';
import { bodyMediaTypes, bodyParameters, type BodyParameter } from './openapi-body.js';
import { headerParameters } from './openapi-headers.js';
import { keyParameters, queryParameter, type OpenApiParameter } from './openapi-parameters.js';
import { noteAccess } from './openapi-security.js';
import { responsesOf } from './openapi-responses.js';
import { pageClassOf, searchPageClassOf } from './page-class.factory.js';
import { ProblemDto } from './problem.dto.js';
import { capitalized, handlersOf, type HandlerName, type ResourceHandler } from './resource-handler.js';
import type { SchemasLookup } from './resource-schemas.js';

const SUMMARIES: Readonly<Record<HandlerName, (one: string, many: string) => string>> = {
  list: (_one, many) => `Lists ${many}.`,
  search: (_one, many) => `Lists ${many} that a body asks for.`,
  query: (_one, many) => `Lists ${many} that a body asks for.`,
  listRelated: (one) => `Lists what belongs to one ${one}.`,
  create: (one) => `Creates one ${one}.`,
  read: (one) => `Reads one ${one}.`,
  replace: (one) => `Replaces one ${one}; what is left out returns to its default.`,
  update: (one) => `Changes what is sent of one ${one} (RFC 7396).`,
  remove: (one) => `Removes one ${one}.`,
  restore: (one) => `Takes back the removal of one ${one}.`,
  upsert: (one) => `Changes the ${one} that has the same unique key, or creates it.`,
  bulk: (_one, many) => `Creates, changes and removes many ${many}: all of it or nothing.`,
};

/** Operations that are about more than one item. */
const NAMED_AFTER_MANY: ReadonlySet<HandlerName> = new Set(['list', 'search', 'query', 'bulk']);

/**
 * Describes the handlers of a generated controller in the OpenAPI document: everything that they accept, and every
 * status that they answer with. Once, when the relations of the application are joined.
 */
export function describeController(controller: Type<object>, resource: Resource, schemasOf: SchemasLookup): void {
  ApiTags(...resource.tags)(controller);
  for (const handler of handlersOf(resource)) describeHandler(controller, handler, resource, schemasOf);
}

/** The name of an operation in generated clients: `listBooks`, `readBook`, `listAuthorBooks`. */
export function operationIdOf({ answer, route }: ResourceHandler, { name }: Resource): string {
  if (route.relation !== undefined) return `list${name}${capitalized(route.relation.name)}`;
  return `${answer}${NAMED_AFTER_MANY.has(answer) ? pluralName(name) : name}`;
}

function describeHandler(
  controller: Type<object>,
  handler: ResourceHandler,
  resource: Resource,
  schemasOf: SchemasLookup,
): void {
  const prototype: object = controller.prototype;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, handler.name)!;
  const success = successOf(handler, resource, schemasOf);
  const mediaTypes = bodyMediaTypes(handler.answer);
  const decorators = [
    ApiOperation(operationOptions(handler, resource)),
    ...(mediaTypes.length > 0 ? [ApiConsumes(...mediaTypes)] : []),
    ...responsesOf(handler, resource, { problem: ProblemDto, success }).map((options) => ApiResponse(options)),
    ApiExtraModels(ProblemDto, success),
    noteAccess(handler, resource),
  ];
  for (const decorate of decorators) decorate(prototype, handler.name, descriptor);
  const parameters = lazyList(() => parametersOf(handler, resource, schemasOf));
  Reflect.defineMetadata(DECORATORS.API_PARAMETERS, parameters, descriptor.value as object);
}

function successOf({ answer, route }: ResourceHandler, resource: Resource, schemasOf: SchemasLookup): Type<object> {
  const listed = route.relation?.target ?? resource;
  const { read, list } = schemasOf(listed).classes;
  switch (answer) {
    case 'list':
    case 'listRelated':
      return pageClassOf(listed, list);
    case 'search':
    case 'query':
      return searchPageClassOf(listed, list);
    case 'bulk':
      return bulkResultClassOf(resource, read);
    default:
      return read;
  }
}

function operationOptions(
  handler: ResourceHandler,
  resource: Resource,
): NonNullable<Parameters<typeof ApiOperation>[0]> {
  const { name } = resource;
  const { relation } = handler.route;
  const description = relation?.description ?? resource.description;
  return {
    operationId: operationIdOf(handler, resource),
    summary:
      relation === undefined
        ? SUMMARIES[handler.answer](name, pluralName(name))
        : `Lists the ${relation.name} of one ${name}.`,
    ...(description !== undefined && { description }),
  };
}

function parametersOf(
  handler: ResourceHandler,
  resource: Resource,
  schemasOf: SchemasLookup,
): readonly (OpenApiParameter | BodyParameter)[] {
  const { on, relation } = handler.route;
  const hasKey = on === 'item' || on === 'restore' || on === 'relation';
  const asked = relation?.target ?? resource;
  const query = queryParametersOf(handler, schemasOf(asked).table);
  return [
    ...(hasKey ? keyParameters(resource) : []),
    ...query.map((parameter) => queryParameter(parameter, asked)),
    ...headerParameters(handler, resource),
    ...bodyParameters(handler.answer, schemasOf(resource)),
  ];
}

function queryParametersOf({ answer, route }: ResourceHandler, table: ParameterTable): readonly Parameter[] {
  if (answer === 'list' || answer === 'listRelated') return table.parameters;
  if (answer === 'read') return table.item.parameters;
  if (answer === 'remove') return [];
  return route.on === 'item' || route.on === 'restore' ? table.writtenItem.parameters : [];
}
