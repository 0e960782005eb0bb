import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';

/** What Express's and Fastify's requests have in common and a handler reads. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  /** Express keeps the untouched URL here; Fastify's `url` is untouched itself. */
  readonly originalUrl?: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly params: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What Express's and Fastify's responses have in common and a handler writes. */
export interface HttpResponse {
  header(name: string, value: string): unknown;
  getHeader(name: string): unknown;
  status(code: number): unknown;
}

/**
 * A handler's parameter that is computed from the request by a function bound at boot. Being custom, it is left alone
 * by a `ValidationPipe` that the host application applies to everything.
 */
export const FromRequest = createParamDecorator<(request: HttpRequest) => unknown>(
  (compute, context: ExecutionContext) => compute(context.switchToHttp().getRequest<HttpRequest>()),
);

/** Path of the request as the client wrote it, without the query. */
export function requestPath(request: HttpRequest): string {
  const url = request.originalUrl ?? request.url;
  const mark = url.indexOf('?');
  return mark < 0 ? url : url.slice(0, mark);
}

/** The query as the client wrote it, without the question mark. */
export function rawQuery(request: HttpRequest): string {
  const url = request.originalUrl ?? request.url;
  const mark = url.indexOf('?');
  return mark < 0 ? '' : url.slice(mark + 1);
}

/** A header field that may be given only once. */
export function singleHeader(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
