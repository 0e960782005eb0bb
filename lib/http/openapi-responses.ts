import type { Type } from '@nestjs/common';
import { getSchemaPath } from '@nestjs/swagger';
import type { Resource } from '../resource/resource.js';
import { bodyMediaTypes } from './openapi-body.js';
import { answerHeaders, RETRY_AFTER, type OpenApiHeader } from './openapi-headers.js';
import { mayHideKnownRows, mayHideNewRows } from './hidden-rows.js';
import type { HandlerName, ResourceHandler } from './resource-handler.js';

/** Classes of the schemas that the answers of an operation refer to. */
export interface ResponseClasses {
  readonly problem: Type<object>;
  /** What it answers when all is well: an item or a page. */
  readonly success: Type<object>;
}

/** The answers of an operation, as Swagger's decorators write them down. */
export type ResponsesByStatus = Readonly<Record<string, OpenApiResponse>>;

interface OpenApiResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, OpenApiHeader>>;
  readonly content?: object;
}

type StatusResponse = [status: number, response: OpenApiResponse];

/** A status that is not well, and whether a handler can answer with it. */
type PossibleProblem = readonly [status: number, description: string, applies: boolean];

const WRITES_BODY: ReadonlySet<HandlerName> = new Set(['create', 'replace', 'update', 'upsert', 'bulk']);
const WRITES: ReadonlySet<HandlerName> = new Set([...WRITES_BODY, 'remove', 'restore']);
const NEEDS_VERSION: ReadonlySet<HandlerName> = new Set(['replace', 'update', 'remove']);
/** Those that heed If-Match, whatever it names. */
const HEEDS_VERSION: ReadonlySet<HandlerName> = new Set([...NEEDS_VERSION, 'restore']);
const HAS_KEY: ReadonlySet<HandlerName> = new Set([...HEEDS_VERSION, 'read', 'listRelated']);

/** Every answer that a handler can give. */
export function responsesOf(handler: ResourceHandler, resource: Resource, classes: ResponseClasses): ResponsesByStatus {
  return Object.fromEntries([...successesOf(handler, resource, classes), ...problemsOf(handler, resource, classes)]);
}

function successesOf(handler: ResourceHandler, resource: Resource, { success }: ResponseClasses): StatusResponse[] {
  return statusesOf(handler, resource).map(([status, description]) => {
    const headers = answerHeaders(handler, resource, status);
    const response = {
      description,
      ...(Object.keys(headers).length > 0 && { headers }),
      ...(status !== 204 &&
        status !== 304 && { content: { 'application/json': { schema: { $ref: getSchemaPath(success) } } } }),
    };
    return [status, response];
  });
}

function statusesOf({ answer, status }: ResourceHandler, resource: Resource): [status: number, description: string][] {
  const { name } = resource;
  const isHidden = mayHideNewRows(resource) || (answer === 'create' && mayHideKnownRows(resource));
  const created = `The new ${name}${isHidden ? '; without a body for who may not read it' : ''}.`;
  switch (answer) {
    case 'list':
    case 'listRelated':
      return [
        [status, 'A page.'],
        [304, 'The page is still what If-None-Match names.'],
      ];
    case 'search':
    case 'query':
      return [[status, 'A page.']];
    case 'bulk':
      return [[status, 'What became of the items.']];
    case 'create':
      return [[status, created]];
    case 'upsert':
      return [
        [200, `The ${name} that was there, as it is now.`],
        [201, created],
      ];
    case 'remove':
      return [[status, `The ${name} is gone.`]];
    case 'read':
      return [
        [status, `The ${name}.`],
        [304, `The ${name} is still what If-None-Match names.`],
      ];
    default:
      return [[status, `The ${name} as it is now.`]];
  }
}

function problemsOf(handler: ResourceHandler, resource: Resource, { problem }: ResponseClasses): StatusResponse[] {
  const content = { 'application/problem+json': { schema: { $ref: getSchemaPath(problem) } } };
  return possibleProblems(handler, resource)
    .filter(([, , applies]) => applies)
    .map(([status, description]) => {
      const isBusy = status === 503 || (status === 409 && heedsKeys(handler, resource));
      return [status, { description, ...(isBusy && { headers: { 'Retry-After': RETRY_AFTER } }), content }];
    });
}

function possibleProblems(handler: ResourceHandler, resource: Resource): PossibleProblem[] {
  const { answer } = handler;
  const { locking, validationStatus } = resource;
  const hasBody = bodyMediaTypes(answer).length > 0;
  const isOnce = heedsKeys(handler, resource);
  const conflict = 'The row conflicts with another one or with a constraint';
  return [
    [400, hasBody ? 'The request or its body is not valid.' : 'The request is not valid.', true],
    [404, 'No such item.', HAS_KEY.has(answer)],
    [409, isOnce ? `${conflict}, or a request with the same key is running.` : `${conflict}.`, WRITES.has(answer)],
    [412, 'The item does not have the version that If-Match names.', HEEDS_VERSION.has(answer)],
    [413, 'The body is too large.', hasBody],
    [415, 'The media type of the body is not supported.', hasBody],
    [
      422,
      unprocessable(validationStatus === 422, isOnce),
      WRITES_BODY.has(answer) && (validationStatus === 422 || isOnce),
    ],
    [428, 'The version to change has to be named.', NEEDS_VERSION.has(answer) && locking === 'required'],
    [500, 'The server failed.', true],
    [503, 'The database cannot be reached, or takes too long.', true],
  ];
}

function heedsKeys({ answer }: ResourceHandler, { idempotency }: Resource): boolean {
  return answer === 'create' && idempotency !== undefined;
}

function unprocessable(isRule: boolean, isKey: boolean): string {
  const rule = 'The body breaks a rule';
  const key = 'The idempotency key came with another body';
  return isRule && isKey ? `${rule}, or the idempotency key came with another one.` : `${isRule ? rule : key}.`;
}
