import { HttpException } from '@nestjs/common';
import type { ErrorCode } from '../common/error-codes.js';
import { LightApiError } from '../common/light-api.error.js';

/** What Express's body parsers and Fastify put on the errors that they raise before a handler runs. */
interface PlatformError {
  /** body-parser's name of the failure. */
  readonly type?: unknown;
  /** Fastify's code, or zlib's. */
  readonly code?: unknown;
  readonly status?: unknown;
  readonly statusCode?: unknown;
  readonly message?: unknown;
}

type Answer = readonly [code: ErrorCode, detail: string];

const MALFORMED_JSON: Answer = ['LA206', 'The body is not well-formed JSON.'];
const CUT_OFF: Answer = ['LA206', 'The body does not have the length that was announced.'];
const OTHER_CODING: Answer = ['LA206', 'The body does not have the content encoding that was announced.'];
const TOO_LARGE: Answer = ['LA207', 'The body is larger than this server accepts.'];
const MALFORMED_PATH: Answer = ['LA504', 'The path has a malformed percent-encoding.'];

const ANSWERS: ReadonlyMap<unknown, Answer> = new Map<unknown, Answer>([
  // body-parser
  ['entity.parse.failed', MALFORMED_JSON],
  ['entity.too.large', TOO_LARGE],
  ['parameters.too.many', TOO_LARGE],
  ['encoding.unsupported', ['LA208', 'The content encoding is not supported.']],
  ['charset.unsupported', ['LA208', 'The character set is not supported; send UTF-8.']],
  ['request.aborted', CUT_OFF],
  ['request.size.invalid', CUT_OFF],
  // fastify
  ['FST_ERR_CTP_INVALID_JSON_BODY', ['LA206', 'The body is not well-formed JSON, or has a key such as __proto__.']],
  ['FST_ERR_CTP_EMPTY_JSON_BODY', ['LA206', 'The content type says JSON, but the body is empty.']],
  ['FST_ERR_CTP_BODY_TOO_LARGE', TOO_LARGE],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', CUT_OFF],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', ['LA208', 'The media type is not supported; send application/json.']],
  ['FST_ERR_ROUTE_MISSING_CONTENT_TYPE', ['LA208', 'The body has no media type.']],
  ['FST_ERR_BAD_URL', MALFORMED_PATH],
  // zlib
  ['Z_DATA_ERROR', OTHER_CODING],
  ['Z_NEED_DICT', OTHER_CODING],
  ['Z_BUF_ERROR', CUT_OFF],
]);

/** Fastify's texts, by which its errors are known under Nest 11. */
const ANSWERS_BY_MESSAGE: ReadonlyMap<string, Answer | undefined> = new Map([
  [
    "Body is not valid JSON but content-type is set to 'application/json'",
    ANSWERS.get('FST_ERR_CTP_INVALID_JSON_BODY'),
  ],
  ["Body cannot be empty when content-type is set to 'application/json'", ANSWERS.get('FST_ERR_CTP_EMPTY_JSON_BODY')],
  ['Request body is too large', TOO_LARGE],
  ['Request body size did not match Content-Length', CUT_OFF],
  ['Unsupported Media Type', ANSWERS.get('FST_ERR_CTP_INVALID_MEDIA_TYPE')],
]);

/** How zlib begins the codes of everything that can be wrong with Brotli. */
const BROTLI_FORMAT = 'ERR__ERROR_FORMAT_';
/** The ways in which V8 begins to say that a text is not JSON. */
const JSON_SYNTAX_MESSAGE = /^(Unexpected |Expected |Bad |Unterminated |No number |Exponent )/;
const PATH_MESSAGE = /^(Failed to decode param|URI malformed)/;

/**
 * Translates what a platform raises while it reads a request (RFC 9110 §15.5) into an error of ours; `undefined` for
 * everything else. Nothing of the platform's own message is kept, since it quotes what was received.
 */
export function mapRequestError(exception: unknown): LightApiError | undefined {
  const source = sourceOf(exception);
  // One of ours that was raised while a platform read the body.
  if (source instanceof LightApiError) return source;
  const answer = ANSWERS.get(source.type) ?? ANSWERS.get(source.code) ?? answerFor(exception, source);
  if (answer === undefined) return undefined;
  return new LightApiError(answer[0], answer[1], { cause: exception });
}

/** Nest 12 wraps the platform's error and keeps it as the cause. */
function sourceOf(exception: unknown): PlatformError {
  const cause = exception instanceof HttpException ? exception.cause : exception;
  return typeof cause === 'object' && cause !== null ? cause : {};
}

function answerFor(exception: unknown, source: PlatformError): Answer | undefined {
  if (source instanceof URIError) return MALFORMED_PATH;
  if (typeof source.code === 'string' && source.code.startsWith(BROTLI_FORMAT)) return OTHER_CODING;
  if (source instanceof SyntaxError) return isClientError(source) ? MALFORMED_JSON : undefined;
  if (!(exception instanceof HttpException) || exception.cause !== undefined) return undefined;
  // Nest 11 makes an exception with the platform's message and drops the platform's error.
  if (exception.constructor === HttpException) return ANSWERS_BY_MESSAGE.get(exception.message);
  if (exception.getStatus() !== 400) return undefined;
  if (PATH_MESSAGE.test(exception.message)) return MALFORMED_PATH;
  return JSON_SYNTAX_MESSAGE.test(exception.message) && exception.message.includes('JSON') ? MALFORMED_JSON : undefined;
}

/** Parsers mark the errors they raise; a SyntaxError without a status comes from the server's own code. */
function isClientError(source: PlatformError): boolean {
  return (source.status ?? source.statusCode) === 400;
}
