import { describeProblem } from './problem.mapper.js';
import { PROBLEM_CONTENT_TYPE } from './problem.reply.js';
import { mapRequestError } from './request-error.mapper.js';

/** The part of Fastify's reply that is used here. */
interface FrameworkReply {
  code(status: number): unknown;
  header(name: string, value: string): unknown;
  send(text: string): unknown;
}

/**
 * Fastify's `frameworkErrors` option: answers what its router refuses before any filter of Nest can see it, such as a
 * malformed percent-encoding, as a problem document. Only whoever makes the FastifyAdapter can set it.
 */
export function answerFrameworkError(error: unknown, _request: unknown, reply: object): void {
  const problem = describeProblem(mapRequestError(error) ?? error);
  const answer = reply as FrameworkReply;
  answer.code(problem.status);
  answer.header('content-type', PROBLEM_CONTENT_TYPE);
  answer.header('cache-control', 'no-store');
  answer.send(JSON.stringify(problem));
}
