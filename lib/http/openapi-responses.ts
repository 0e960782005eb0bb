import type { Type } from '@nestjs/common';
import { getSchemaPath, type ApiResponseOptions } from '@nestjs/swagger';
import type { Operation } from '../resource/operation.js';
import type { Resource } from '../resource/resource.js';
import type { JsonSchema } from './openapi-parameters.js';

/** Classes of the schemas that the answers of an operation refer to. */
export interface AnswerClasses {
  readonly problem: Type<object>;
  /** What it answers when all is well: an item or a page. */
  readonly success: Type<object>;
}

const HAS_BODY: ReadonlySet<Operation> = new Set(['create', 'replace', 'update']);
const IS_WRITE: ReadonlySet<Operation> = new Set([...HAS_BODY, 'remove']);
const HAS_KEY: ReadonlySet<Operation> = new Set(['read', 'replace', 'update', 'remove']);

const LINK = header('Links to the first, previous, next and last page (RFC 8288), as long as they are short.', {
  type: 'string',
});
const LOCATION = header('Where the new item lives.', { type: 'string', format: 'uri-reference' });
const RETRY_AFTER = header('Seconds to wait before trying again.', { type: 'integer', minimum: 0 });

/** Every answer that an operation can give. */
export function responsesOf(operation: Operation, resource: Resource, classes: AnswerClasses): ApiResponseOptions[] {
  return [successOf(operation, resource, classes), ...problemsOf(operation, resource, classes)];
}

function successOf(operation: Operation, resource: Resource, classes: AnswerClasses): ApiResponseOptions {
  const { name } = resource;
  switch (operation) {
    case 'list':
      return { status: 200, description: 'A page.', headers: { Link: LINK }, ...json(classes.success) };
    case 'create':
      return {
        status: 201,
        description: `The new ${name}.`,
        headers: { Location: LOCATION },
        ...json(classes.success),
      };
    case 'remove':
      return { status: 204, description: `The ${name} is gone.` };
    case 'read':
      return { status: 200, description: `The ${name}.`, ...json(classes.success) };
    case 'replace':
    case 'update':
      return { status: 200, description: `The ${name} as it is now.`, ...json(classes.success) };
  }
}

function problemsOf(operation: Operation, resource: Resource, classes: AnswerClasses): ApiResponseOptions[] {
  const separate = resource.validationStatus !== 400;
  const problems: [status: number, description: string, applies: boolean][] = [
    [400, HAS_BODY.has(operation) ? 'The request or its body is not valid.' : 'The request is not valid.', true],
    [404, 'No such item.', HAS_KEY.has(operation)],
    [409, 'The row conflicts with another one or with a constraint.', IS_WRITE.has(operation)],
    [413, 'The body is too large.', HAS_BODY.has(operation)],
    [415, 'The media type of the body is not supported.', HAS_BODY.has(operation)],
    [422, 'The body breaks a rule.', HAS_BODY.has(operation) && separate],
    [500, 'The server failed.', true],
  ];
  const content = problemContent(classes);
  const answers = problems
    .filter(([, , applies]) => applies)
    .map(([status, description]): ApiResponseOptions => ({ status, description, content }));
  const unavailable = 'The database cannot be reached, or takes too long.';
  return [...answers, { status: 503, description: unavailable, headers: { 'Retry-After': RETRY_AFTER }, content }];
}

type Content = NonNullable<Extract<ApiResponseOptions, { content?: unknown }>['content']>;

function json(target: Type<object>): { content: Content } {
  return { content: { 'application/json': { schema: { $ref: getSchemaPath(target) } } } };
}

function problemContent({ problem }: AnswerClasses): Content {
  return { 'application/problem+json': { schema: { $ref: getSchemaPath(problem) } } };
}

function header(description: string, schema: JsonSchema): { description: string; schema: JsonSchema } {
  return { description, schema };
}
