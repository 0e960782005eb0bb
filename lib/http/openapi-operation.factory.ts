import type { Type } from '@nestjs/common';
import { ApiTags, DECORATORS } from '@nestjs/swagger';
import { pluralName } from '../common/plural-noun.js';
import type { ParameterTable } from '../query/parameter-table.js';
import type { Parameter } from '../query/parameter.js';
import type { Resource } from '../resource/resource.js';
import { bulkResultClassOf } from './bulk-result.factory.js';
import { isOverridden, takeOver } from './extended-controller.js';
import { answerClassesOf } from './included-relations.js';
import { lateList, lateRecord } from './late-metadata.js';
import { bodyMediaTypes, bodyParameters, type BodyParameter } from './openapi-body.js';
import { headerParameters } from './openapi-headers.js';
import { keyParameters, queryParameter, type OpenApiParameter } from './openapi-parameters.js';
import { accessNote } from './openapi-security.js';
import { responsesOf } from './openapi-responses.js';
import { pageClassOf, searchPageClassOf } from './page-class.factory.js';
import { ProblemDto } from './problem.dto.js';
import { capitalized, handlersOf, type HandlerName, type ResourceHandler } from './resource-handler.js';
import type { ResourceController } from './resource.controller.js';
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
 * status that they answer with. It is noted where Swagger's decorators would have written it, and worked out when somebody
 * looks there, which is not before the relations of the application are joined.
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
  const described = Object.getOwnPropertyDescriptor(controller.prototype, handler.name)!.value as object;
  const success = (): Type<object> => successOf(handler, resource, schemasOf);
  const mediaTypes = bodyMediaTypes(handler.answer);
  const metadata: Readonly<Record<string, object>> = {
    [DECORATORS.API_OPERATION]: lateRecord(() => operationOptions(handler, resource)),
    [DECORATORS.API_RESPONSE]: lateRecord(() =>
      responsesOf(handler, resource, { problem: ProblemDto, success: success() }),
    ),
    [DECORATORS.API_EXTRA_MODELS]: lateList(() => [ProblemDto, success()]),
    ...(mediaTypes.length > 0 && { [DECORATORS.API_CONSUMES]: mediaTypes }),
  };
  for (const [key, value] of Object.entries(metadata)) Reflect.defineMetadata(key, value, described);
  const base = Object.getPrototypeOf(controller) as Type<ResourceController>;
  if (isOverridden(base, handler.answer)) takeOver(base, handler.answer, described, 'swagger/');
  const parameters = lateList(() => parametersOf(handler, resource, schemasOf));
  Reflect.defineMetadata(DECORATORS.API_PARAMETERS, parameters, described);
}

function successOf({ answer, route }: ResourceHandler, resource: Resource, schemasOf: SchemasLookup): Type<object> {
  const listed = route.relation?.target ?? resource;
  const { read, list } = answerClassesOf(listed, schemasOf);
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

function operationOptions(handler: ResourceHandler, resource: Resource): object {
  const { name } = resource;
  const { relation } = handler.route;
  const description = relation?.description ?? resource.description;
  return {
    summary:
      relation === undefined
        ? SUMMARIES[handler.answer](name, pluralName(name))
        : `Lists the ${relation.name} of one ${name}.`,
    operationId: operationIdOf(handler, resource),
    ...(description !== undefined && { description }),
    ...accessNote(handler, resource),
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
