import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiOperation, ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';
import { RETRY_AFTER } from './openapi-headers.js';
import type { JsonSchema } from './openapi-parameters.js';
import { problemAnswer } from './openapi-security.js';
import { ProblemDto } from './problem.dto.js';

const USER: JsonSchema = {
  type: 'object',
  description: 'The caller, with the claims of the account.',
  required: ['id', 'roles'],
  properties: { id: { type: 'string' }, roles: { type: 'array', items: { type: 'string' } } },
  additionalProperties: true,
};

const BODY_PROBLEMS: readonly [status: number, description: string][] = [
  [400, 'The body is not valid.'],
  [413, 'The body is too large.'],
  [415, 'The media type of the body is not supported.'],
];

const FAILURES: readonly [status: number, description: string][] = [
  [500, 'The server failed.'],
  [503, 'The database cannot be reached, or takes too long.'],
];

/** The schema of a body that is made of texts. */
export function textsSchema(longest: Readonly<Record<string, number>>): JsonSchema {
  const properties = Object.entries(longest).map(([name, maxLength]) => [name, textSchema(name, maxLength)]);
  return {
    type: 'object',
    required: Object.keys(longest),
    properties: Object.fromEntries(properties) as JsonSchema,
    additionalProperties: false,
  };
}

/** Documents a route that takes credentials in its body and answers with tokens. */
export function DocumentTokens(
  operationId: string,
  summary: string,
  longest: Readonly<Record<string, number>>,
  refreshes: boolean,
): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId, summary, security: [] }),
    ApiBody({ schema: textsSchema(longest) }),
    ApiResponse({ status: 200, description: 'Tokens.', schema: tokensSchema(refreshes) } as ApiResponseOptions),
    ...problems([...BODY_PROBLEMS, [401, 'The credentials are not valid.'], ...FAILURES]),
    ApiResponse({
      status: 429,
      ...problemAnswer('There were too many tries.', { 'Retry-After': RETRY_AFTER }),
    } as never),
    ApiExtraModels(ProblemDto),
  );
}

/** Documents a route for who is known already. */
export function DocumentAccount(operationId: string, summary: string, answer: 'user' | 'nothing'): MethodDecorator {
  const success: ApiResponseOptions =
    answer === 'user'
      ? ({ status: 200, description: 'The caller.', schema: USER } as ApiResponseOptions)
      : { status: 204, description: 'The session has ended.' };
  return applyDecorators(
    ApiOperation({ operationId, summary }),
    ApiResponse(success),
    ...problems(FAILURES),
    ApiExtraModels(ProblemDto),
  );
}

function tokensSchema(refreshes: boolean): JsonSchema {
  return {
    type: 'object',
    required: ['token', 'tokenType', 'expiresIn', 'user', ...(refreshes ? ['refreshToken'] : [])],
    properties: {
      token: { type: 'string', description: 'The access token, for `Authorization: Bearer`.' },
      tokenType: { type: 'string', enum: ['Bearer'] },
      expiresIn: { type: 'integer', description: 'Seconds until the access token is over.' },
      ...(refreshes && { refreshToken: { type: 'string', description: 'Good for one refresh.' } }),
      user: USER,
    },
  };
}

function textSchema(name: string, maxLength: number): JsonSchema {
  return { type: 'string', minLength: 1, maxLength, ...(name === 'password' && { format: 'password' }) };
}

function problems(answers: readonly (readonly [status: number, description: string])[]): MethodDecorator[] {
  return answers.map(([status, description]) => ApiResponse({ status, ...problemAnswer(description) } as never));
}
