import { correlationId, REQUEST_ID } from './correlation-id.js';
import { describeProblem } from './problem.mapper.js';
import { PROBLEM_CONTENT_TYPE } from './problem.reply.js';
import { mapRequestError } from './request-error.mapper.js';

/** The part of Fastify's reply that is used here. */
interface FrameworkReply {
  code(status: number): unknown;
  header(name: string, value: string): unknown;
  send(text: string): unknown;
}

/** The part of its request. */
interface FrameworkRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * Fastify's `frameworkErrors` option: answers what its router refuses before any filter of Nest can see it, such as a
 * malformed percent-encoding, as a problem document. Only whoever makes the FastifyAdapter can set it.
 */
export function answerFrameworkError(error: unknown, request: object, reply: object): void {
  const problem = describeProblem(mapRequestError(error) ?? error);
  const answer = reply as FrameworkReply;
  answer.code(problem.status);
  answer.header('content-type', PROBLEM_CONTENT_TYPE);
  answer.header('cache-control', 'no-store');
  answer.header(REQUEST_ID, correlationId((request as FrameworkRequest).headers));
  answer.send(JSON.stringify(problem));
}
