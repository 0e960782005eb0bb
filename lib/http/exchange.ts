import type { IncomingMessage, ServerResponse } from 'node:http';
import { principalOf } from '../auth/request-principal.js';
import { correlationId } from './correlation-id.js';
import type { RouteTable } from './route-table.js';

/** What Express and Fastify know of the route that they have found. */
interface RoutedRequest {
  /** Express: the router's own path, before which stands where the router is. */
  readonly route?: { readonly path?: unknown };
  readonly baseUrl?: string;
  readonly originalUrl?: string;
  /** Fastify. */
  readonly routeOptions?: { readonly url?: string };
}

/** The request of Fastify that Node's belongs to. */
const PLATFORM_REQUEST = Symbol('LightApi platform request');

/** Remembers whose request of Node's this is. */
export function setPlatformRequest(request: object, platformRequest: object): void {
  (request as { [PLATFORM_REQUEST]?: object })[PLATFORM_REQUEST] = platformRequest;
}

function platformRequestOf(request: object): object {
  return (request as { readonly [PLATFORM_REQUEST]?: object })[PLATFORM_REQUEST] ?? request;
}

/** Hears of every request when nothing more of its answer is sent. */
export type ExchangeListener = (exchange: Exchange) => void;

/** A request and its answer. */
export class Exchange {
  private readonly startedAt = performance.now();

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly routes: RouteTable,
  ) {}

  get method(): string {
    return this.request.method ?? '';
  }

  /** Without the query. */
  get path(): string {
    const { originalUrl = this.request.url ?? '' } = this.request as RoutedRequest;
    return originalUrl.split('?', 1)[0]!;
  }

  /** Pattern of the path, such as `/books/:id`, without anybody's values; `undefined` where there is no such path. */
  get route(): string | undefined {
    const { route, baseUrl = '', routeOptions } = platformRequestOf(this.request) as RoutedRequest;
    if (routeOptions?.url !== undefined) return routeOptions.url;
    if (typeof route?.path === 'string' && !this.isNowhere(route.path)) return baseUrl + route.path;
    // It was refused before a route was found: for its method, or for what is wrong with its body.
    return this.routes.patternAt(this.path);
  }

  /** Nest on Express has a route for what no other route takes. */
  private isNowhere(path: string): boolean {
    return path.includes('*') && (this.status === 404 || this.status === 405);
  }

  get status(): number {
    return this.response.statusCode;
  }

  /** Whether the client went away before it had the answer. */
  get isAborted(): boolean {
    return !this.response.writableFinished;
  }

  /** Until now. */
  get milliseconds(): number {
    return performance.now() - this.startedAt;
  }

  get id(): string {
    return correlationId(this.request.headers);
  }

  /** Who asked; `undefined` for the anonymous principal, and where nobody found it out. */
  get principal(): string | undefined {
    return principalOf(platformRequestOf(this.request)).id;
  }
}
