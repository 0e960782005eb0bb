import type { KeptAnswer } from '../cache/answer-cache.js';
import { JsonText } from '../common/json-text.js';
import type { AnswerHead, AnswerHeads, ReadQuestion } from './answer-head.js';
import { isKnownTag } from './entity-tag.js';
import { singleHeader, type HttpRequest, type HttpResponse } from './request-parameters.js';

/** The answer to a read before it is decided how much of it is sent. */
export interface ReadAnswer extends KeptAnswer {
  readonly query: ReadQuestion;
}

const recorders = new WeakMap<object, (answer: ReadAnswer) => void>();

/** Takes what the handler of this request answers with, instead of sending it. */
export function recordAnswer(request: HttpRequest, record: (answer: ReadAnswer) => void): void {
  recorders.set(request, record);
}

/** Hands an answer to who records it, else sends it. */
export function answerRead(
  answer: ReadAnswer,
  headOf: AnswerHeads,
  request: HttpRequest,
  response: HttpResponse,
): JsonText | undefined {
  const record = recorders.get(request);
  if (record === undefined) return sendAnswer(answer, headOf(answer.query), request, response);
  record(answer);
  return new JsonText(answer.text);
}

/**
 * Writes the header of an answer, and 304 with nothing else for a client that has it already (RFC 9110 §13.1.2). What was
 * asked in a body has no address under which it could be kept, and no entity tag.
 */
export function sendAnswer(
  { text, etag, link }: KeptAnswer,
  { cacheControl, vary }: AnswerHead,
  request: HttpRequest,
  response: HttpResponse,
): JsonText | undefined {
  if (link !== undefined) response.header('Link', link);
  if (etag === undefined) return new JsonText(text);
  response.header('ETag', etag);
  response.header('Cache-Control', cacheControl);
  if (vary !== undefined) addVary(response, vary);
  const known = singleHeader(request, 'if-none-match');
  if (known === undefined || !isKnownTag(known, etag)) return new JsonText(text);
  response.status(304);
  return undefined;
}

/** Others, such as CORS, may have said before what answers depend on. */
function addVary(response: HttpResponse, fields: string): void {
  const said = response.getHeader('Vary') as string | readonly string[] | undefined;
  response.header('Vary', said === undefined || said.length === 0 ? fields : `${said.toString()}, ${fields}`);
}
