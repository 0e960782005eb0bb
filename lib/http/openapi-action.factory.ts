import type { Type } from '@nestjs/common';
import { ApiTags, DECORATORS, getSchemaPath } from '@nestjs/swagger';
import { pluralName } from '../common/plural-noun.js';
import { documentBody } from '../payload/body-documentation.js';
import { documentView } from '../payload/view-documentation.js';
import { ANONYMOUS } from '../common/principal.js';
import { mayEverAct } from '../policy/permit-action.js';
import type { Action } from '../resource/action.js';
import type { Resource } from '../resource/resource.js';
import { answerClassesOf } from './included-relations.js';
import { lateList, lateRecord } from './late-metadata.js';
import type { BodyParameter } from './openapi-body.js';
import { ifMatchParameter, isVersioned, RETRY_AFTER, VERSION_HEADER } from './openapi-headers.js';
import { keyParameters, queryParameter, type OpenApiParameter } from './openapi-parameters.js';
import type { ResponsesByStatus } from './openapi-responses.js';
import { noteOf } from './openapi-security.js';
import { ProblemDto } from './problem.dto.js';
import { DOCUMENT_TYPES } from './request-readers.js';
import type { SchemasLookup } from './resource-schemas.js';

/** Describes the actions of a resource in the OpenAPI document, once its relations are joined. */
export function describeActions(controller: Type<object>, resource: Resource, schemasOf: SchemasLookup): void {
  ApiTags(...resource.tags)(controller);
  for (const action of resource.actions.values()) describeAction(controller, action, resource, schemasOf);
}

/** Worked out when somebody looks, as what is said of the resource's own handlers. */
function describeAction(controller: Type<object>, action: Action, resource: Resource, schemasOf: SchemasLookup): void {
  const described = Object.getOwnPropertyDescriptor(controller.prototype, action.name)!.value as object;
  const answer = (): Type<object> | undefined => answerClass(action, resource, schemasOf);
  const metadata: Readonly<Record<string, object>> = {
    [DECORATORS.API_OPERATION]: lateRecord(() => operationOptions(action, resource)),
    [DECORATORS.API_RESPONSE]: lateRecord(() => responsesOf(action, resource, answer())),
    [DECORATORS.API_EXTRA_MODELS]: lateList(() => [ProblemDto, ...[answer() ?? []].flat()]),
    [DECORATORS.API_PARAMETERS]: lateList(() => parametersOf(action, resource, schemasOf)),
    ...(action.body !== undefined && { [DECORATORS.API_CONSUMES]: DOCUMENT_TYPES }),
  };
  for (const [key, value] of Object.entries(metadata)) Reflect.defineMetadata(key, value, described);
}

function operationOptions(action: Action, resource: Resource): object {
  const { name, scope, summary, description } = action;
  return {
    summary,
    operationId: name + (scope === 'item' ? resource.name : pluralName(resource.name)),
    ...(description !== undefined && { description }),
    ...noteOf(() => ({
      asks: mayEverAct(resource, action, ANONYMOUS) ? 'optional' : 'required',
      refuses: isRestricted(action, resource),
    })),
  };
}

function parametersOf(
  action: Action,
  resource: Resource,
  schemasOf: SchemasLookup,
): readonly (OpenApiParameter | BodyParameter)[] {
  const { scope, body } = action;
  const type = body && documentBody(body);
  return [
    ...(scope === 'item' ? keyParameters(resource) : []),
    ...(hasFields(action)
      ? schemasOf(resource).table.writtenItem.parameters.map((each) => queryParameter(each, resource))
      : []),
    ...(scope === 'item' && isVersioned(resource) ? [ifMatchParameter()] : []),
    ...(type === undefined ? [] : [{ in: 'body', type, isArray: false, required: true } as const]),
  ];
}

function hasFields({ scope, answer }: Action): boolean {
  return scope === 'item' && answer === 'resource';
}

function answerClass({ answer }: Action, resource: Resource, schemasOf: SchemasLookup): Type<object> | undefined {
  if (answer === 'nothing') return undefined;
  if (answer === 'resource') return answerClassesOf(resource, schemasOf).read;
  return documentView((Array.isArray(answer) ? answer[0] : answer) as Type<object>);
}

function responsesOf(action: Action, resource: Resource, answer: Type<object> | undefined): ResponsesByStatus {
  const { status } = action;
  const schema = answer && { $ref: getSchemaPath(answer) };
  const isRow = action.answer === 'resource';
  const well = {
    description: isRow ? `The ${resource.name} as it is now.` : 'It is done.',
    ...(isRow && isVersioned(resource) && { headers: { ETag: VERSION_HEADER } }),
    ...(schema && {
      content: {
        'application/json': { schema: Array.isArray(action.answer) ? { type: 'array', items: schema } : schema },
      },
    }),
  };
  const gone = { description: `It is done, and there is no ${resource.name} to show.` };
  const content = { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } };
  const problems = possibleProblems(action, resource).map(([problem, description]) => [
    problem,
    { description, ...(problem === 503 && { headers: { 'Retry-After': RETRY_AFTER } }), content },
  ]);
  return { ...(isRow && { 204: gone }), [status]: well, ...(Object.fromEntries(problems) as ResponsesByStatus) };
}

function possibleProblems(action: Action, resource: Resource): readonly [status: number, description: string][] {
  const { body, scope, problems } = action;
  const known = new Map<number, string>([
    [400, body === undefined ? 'The request is not valid.' : 'The request or its body is not valid.'],
    ...(scope === 'item' ? [[404, `No such item.`] as const] : []),
    ...(action.method === 'GET' ? [] : [[409, 'The row conflicts with another one or with a constraint.'] as const]),
    ...(scope === 'item' ? [[412, 'The item does not have the version that If-Match names.'] as const] : []),
    ...(body === undefined
      ? []
      : ([
          [413, 'The body is too large.'],
          [415, 'The media type of the body is not supported.'],
        ] as const)),
    ...(body !== undefined && resource.validationStatus === 422 ? [[422, 'The body breaks a rule.'] as const] : []),
    [500, 'The server failed.'],
    [503, 'The database cannot be reached, or takes too long.'],
  ]);
  for (const [status, description] of Object.entries(problems)) {
    const before = known.get(Number(status));
    known.set(Number(status), before === undefined ? description : `${before} ${description}`);
  }
  return [...known].toSorted(([left], [right]) => left - right);
}

function isRestricted({ access, scope, follows }: Action, resource: Resource): boolean {
  const { rules, scope: narrowing, tenant, fields } = resource.access;
  if (narrowing !== undefined || tenant !== undefined || fields.size > 0) return true;
  return (access ?? rules[follows]) !== 'public' || (scope === 'item' && rules.read !== 'public');
}
