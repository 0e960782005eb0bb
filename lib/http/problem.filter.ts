import { type ArgumentsHost, Catch, HttpException, Injectable, Logger, Optional } from '@nestjs/common';
import { ApplicationConfig, BaseExceptionFilter, HttpAdapterHost } from '@nestjs/core';
import { AuthSchemes, NO_SCHEMES } from '../auth/auth-schemes.js';
import { LightApiError } from '../common/light-api.error.js';
import { correlationId, REQUEST_ID } from './correlation-id.js';
import { HostFilters } from './host-filters.js';
import type { Problem } from './problem.js';
import { describeProblem } from './problem.mapper.js';
import { endQuietly, sendProblem, type PlatformResponse } from './problem.reply.js';
import { methodNotAllowed } from './method-not-allowed.js';
import { mapRequestError } from './request-error.mapper.js';
import { RouteTable } from './route-table.js';

/** What both platforms' requests have in common, also Fastify's raw one inside a middleware. */
interface PlatformRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/**
 * Answers every error on a resource's path, and every LightApiError anywhere, as `application/problem+json` (RFC 9457).
 * Any other error goes where Nest would have sent it without this filter.
 *
 * On a resource's path a filter of the host wins when it names the exception's class, or an ancestor other than `Error`
 * and `HttpException`; catch-all filters do not.
 */
@Catch()
@Injectable()
export class ProblemFilter extends BaseExceptionFilter {
  readonly #logger = new Logger('LightApi');
  #hostFilters: HostFilters | undefined;
  #ownsEveryPath = false;

  constructor(
    protected override readonly httpAdapterHost: HttpAdapterHost,
    private readonly config: ApplicationConfig,
    private readonly routes: RouteTable,
    @Optional() private readonly schemes: AuthSchemes = NO_SCHEMES,
  ) {
    super();
  }

  /**
   * Moves this filter to where Nest looks first, ahead of catch-all filters that the host adds with `useGlobalFilters()`.
   * Has an effect only before the routes are made: a module's `configure()` is the place to call it.
   */
  outrankHostFilters(): void {
    const filters = this.config.getGlobalFilters();
    const position = filters.indexOf(this);
    if (position >= 0) filters.push(...filters.splice(position, 1));
  }

  /** For an application without routes of anybody else: whatever goes wrong anywhere in it is answered as a problem. */
  ownEveryPath(): void {
    this.#ownsEveryPath = true;
  }

  override catch(exception: unknown, host: ArgumentsHost): unknown {
    const hostFilters = (this.#hostFilters ??= new HostFilters(this.config, this));
    if (host.getType() !== 'http') return hostFilters.pick(exception)?.(exception, host);
    const request = host.getArgByIndex<PlatformRequest>(0);
    const url = this.#urlOf(request);
    if (this.#ownsEveryPath || exception instanceof LightApiError || this.routes.owns(url)) {
      const special = hostFilters.pickSpecial(exception);
      if (special !== undefined) return special(exception, host);
      return this.#answer(exception, request, url, host.getArgByIndex<PlatformResponse>(1));
    }
    const picked = hostFilters.pick(exception);
    if (picked !== undefined) return picked(exception, host);
    // oxlint-disable-next-line promise/valid-params -- a filter's method, no promise's
    return super.catch(exception, host);
  }

  #urlOf(request: PlatformRequest): string {
    const url: unknown = this.httpAdapterHost.httpAdapter.getRequestUrl(request);
    return typeof url === 'string' ? url : '';
  }

  #answer(exception: unknown, request: PlatformRequest, url: string, response: PlatformResponse): void {
    try {
      const error = mapRequestError(exception) ?? this.#mapRouterError(exception, request, url) ?? exception;
      const problem = this.#identify(describeProblem(error), exception, request, url);
      const headers = { ...this.#headersOf(error, problem), [REQUEST_ID]: correlationId(request.headers) };
      sendProblem(this.httpAdapterHost.httpAdapter, response, problem, headers);
    } catch (failure) {
      this.#logger.error(failure);
      endQuietly(this.httpAdapterHost.httpAdapter, response);
    }
  }

  /** A 401 says which credentials would do (RFC 9110 §15.5.2). */
  #headersOf(error: unknown, { status, code }: Problem): Readonly<Record<string, string>> {
    const challenge = status === 401 ? this.schemes.challenge(code === 'LA602') : undefined;
    return {
      ...(challenge !== undefined && { 'WWW-Authenticate': challenge }),
      ...(error instanceof LightApiError && error.headers),
    };
  }

  /** Nest's answer to a path or method that it has no route for. */
  #mapRouterError(exception: unknown, request: PlatformRequest, url: string): LightApiError | undefined {
    if (!(exception instanceof HttpException) || exception.getStatus() !== 404) return undefined;
    if (exception.message !== `Cannot ${request.method} ${url}`) return undefined;
    const allowed = this.routes.allowedAt(url);
    if (allowed === undefined || allowed.includes(request.method)) {
      return new LightApiError('LA501', 'No resource has this path.');
    }
    return methodNotAllowed(allowed);
  }

  /** Gives a failure of the server an id and writes it to the log under that id, once. */
  #identify(problem: Problem, exception: unknown, request: PlatformRequest, url: string): Problem {
    if (problem.status < 500) return problem;
    const id = correlationId(request.headers);
    const line = `${request.method} ${url.split('?', 1)[0]} failed with ${problem.status} (${id}): ${causes(exception)}`;
    if (problem.status === 500) this.#logger.error(line, exception instanceof Error ? exception.stack : undefined);
    else this.#logger.warn(line);
    return { ...problem, instance: id };
  }
}

/** The messages of an error and of what caused it, for the log. */
function causes(exception: unknown): string {
  const messages: string[] = [];
  for (let error = exception; error !== undefined && messages.length < 5;) {
    messages.push(error instanceof Error ? `${error.name}: ${error.message}` : typeof error);
    error = error instanceof Error ? error.cause : undefined;
  }
  return messages.join(' < ');
}
