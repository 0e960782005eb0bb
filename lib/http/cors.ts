import type { AbstractHttpAdapter } from '@nestjs/core';
import type { CorsOptions } from './cors.options.js';
import type { HttpRequest } from './request-parameters.js';

const METHODS = ['GET', 'HEAD', 'QUERY', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** What our answers say in their header that pages have use for. */
const EXPOSED_HEADERS = [
  'Allow',
  'ETag',
  'Idempotency-Replayed',
  'Link',
  'Location',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Retry-After',
  'WWW-Authenticate',
  'X-Cache',
  'X-Request-Id',
];
const MAX_AGE_SECONDS = 600;

/** Options of one request, as the packages take them that both platforms bring along. */
interface PlatformOptions {
  readonly preflightContinue: boolean;
  readonly preflight: boolean;
  readonly [option: string]: unknown;
}

type Delegate = (request: HttpRequest, done: (error: Error | null, options: PlatformOptions) => void) => void;

/** The part of the adapters that is used here. */
interface CorsHost {
  enableCors(options: Delegate | { readonly delegator: Delegate }): unknown;
  getInstance(): { readonly router?: { readonly stack?: unknown[] } };
}

/**
 * Lets pages of other origins in, by the platform's own means. Only what browsers ask ahead (a preflight, Fetch §4.8) is
 * answered here: any other OPTIONS goes on to its route. Before the routes are made, once per application.
 */
export function installCors(adapter: AbstractHttpAdapter, options: CorsOptions): void {
  const host = adapter as unknown as CorsHost;
  const common = {
    origin: options.origins === '*' ? '*' : [...options.origins],
    credentials: options.credentials === true,
    methods: METHODS,
    exposedHeaders: [...EXPOSED_HEADERS, ...(options.exposedHeaders ?? [])],
    maxAge: options.maxAgeSeconds ?? MAX_AGE_SECONDS,
    ...(options.allowedHeaders !== undefined && { allowedHeaders: [...options.allowedHeaders] }),
  };
  const delegate: Delegate = (request, done) => {
    const preflight = isPreflight(request);
    done(null, { ...common, preflight, preflightContinue: !preflight });
  };
  if (adapter.getType() === 'fastify') {
    host.enableCors({ delegator: delegate });
    return;
  }
  host.enableCors(delegate);
  // In front of the parsers of bodies, so that a page can read their errors, and behind the adapter's own first layer,
  // whose hooks hear of preflights as those of Fastify do.
  const stack = host.getInstance().router?.stack;
  if (stack !== undefined && stack.length > 1) stack.splice(1, 0, stack.pop());
}

function isPreflight({ method, headers }: HttpRequest): boolean {
  const isAsked = headers['origin'] !== undefined && headers['access-control-request-method'] !== undefined;
  return method === 'OPTIONS' && isAsked;
}
