import { ApiResponse } from '@nestjs/swagger';

/** Documents a problem document of the handlers that are written by hand, by the schema of all the others. */
export function ApiProblem(status: number, description: string): MethodDecorator {
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return ApiResponse({ status, description, content } as object) as MethodDecorator;
}
