import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { ERROR_CODES } from '../common/error-codes.js';
import { LightApiError } from '../common/light-api.error.js';
import type { Problem } from './problem.js';

const INTERNAL_DETAIL = 'The server failed to answer this request. The instance names it in the log.';

/** The problem document of anything that was thrown. */
export function describeProblem(error: unknown): Problem {
  if (error instanceof LightApiError) return problemOf(error);
  if (error instanceof HttpException) return problemOfHttpException(error);
  const status = platformStatus(error);
  return status === undefined ? problemOf(unexpectedError(error)) : problemOfStatus(status);
}

/** The problem document of one of our own errors. */
function problemOf(error: LightApiError): Problem {
  const { type, title } = ERROR_CODES[error.code];
  return {
    type: `urn:nestjs-lightapi:${type}`,
    title,
    status: error.status,
    detail: error.detail,
    code: error.code,
    ...(error.hint !== undefined && { hint: error.hint }),
    ...(error.errors.length > 0 && { errors: error.errors }),
  };
}

/** The problem document of Nest's own exceptions, such as those of guards; extra members of their body are kept. */
function problemOfHttpException(exception: HttpException): Problem {
  const status = exception.getStatus();
  const title = titleOf(status);
  if (platformStatus(exception.cause) !== undefined) return problemOfStatus(status);
  const body = exception.getResponse();
  if (typeof body === 'string') return { type: 'about:blank', title, status, detail: body };
  const { statusCode: _status, message, error: _title, ...extensions } = body as Readonly<Record<string, unknown>>;
  return { type: 'about:blank', title, detail: detailOf(message, title), ...extensions, status };
}

/** The problem document of a client error that a middleware raised: its status and nothing of its text. */
function problemOfStatus(status: number): Problem {
  const title = titleOf(status);
  return { type: 'about:blank', title, status, detail: `${title}.` };
}

/**
 * The 4xx status of an error that Fastify or an Express middleware raised by its own conventions; `undefined` for
 * anything else, and for a fault of the server.
 */
function platformStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || error instanceof HttpException) return undefined;
  const { statusCode } = error as { readonly statusCode?: unknown };
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined;
}

/** Stands for everything nobody expected, of which the client learns nothing. */
function unexpectedError(cause: unknown): LightApiError {
  return new LightApiError('LA500', INTERNAL_DETAIL, { cause });
}

function titleOf(status: number): string {
  return STATUS_CODES[status] ?? 'Error';
}

function detailOf(message: unknown, title: string): string {
  if (typeof message === 'string') return message;
  const sentences = Array.isArray(message) ? message.filter((item) => typeof item === 'string') : [];
  return sentences.length > 0 ? sentences.join('; ') : `${title}.`;
}
