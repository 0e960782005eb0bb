import { Transform, type Readable } from 'node:stream';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { JsonGauge } from '../payload/json-gauge.js';
import { SIDE_WORDS } from '../resource/operation.js';
import type { BodyLimits, Resource } from '../resource/resource.js';
import type { HttpRequest } from './request-parameters.js';
import type { RouteTable } from './route-table.js';

/** What a router of Express keeps of a middleware. */
interface ExpressLayer {
  readonly handle?: { readonly name?: string };
}

/** The part of the Express adapter that is used here. */
interface ExpressHost {
  useBodyParser(type: 'json', rawBody: boolean, options: object): unknown;
  getInstance(): { readonly router?: { readonly stack?: ExpressLayer[] } };
}

/** What Fastify tells of a route before it makes it; a hook may change it. */
interface FastifyRoute {
  readonly method: string | readonly string[];
  readonly url: string;
  bodyLimit?: number;
  preParsing?: unknown;
}

/** The part of the Fastify adapter that is used here. */
interface FastifyHost {
  getInstance(): { addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): unknown };
}

/** Name of the middleware that reads JSON on Express, by which Nest itself knows it. */
const JSON_PARSER = 'jsonParser';
const JSON_TYPE = /^application\/json\s*(;|$)/i;

/**
 * Makes the platform read bulk bodies up to what their resources accept, and look at their keys and levels before they
 * are parsed. Both platforms have one limit for everything (100 kB on Express), which stays as it is on every other
 * route. Before the routes are made, once per application.
 */
export function installBulkBodyLimit(
  adapter: AbstractHttpAdapter,
  resources: readonly Resource[],
  routes: RouteTable,
): void {
  const limits = resources.flatMap(({ bulk }) => bulk?.maxBytes ?? []);
  if (limits.length === 0) return;
  if (adapter.getType() === 'express') readOnExpress(adapter as unknown as ExpressHost, Math.max(...limits), routes);
  else if (adapter.getType() === 'fastify') raiseOnFastify(adapter as unknown as FastifyHost, routes);
}

/** What a whole bulk document may hold: the limits of one item apply to each, the bulk's own to all of them. */
export function bulkBodyLimits({ bulk, limits, fields, relations }: Resource): BodyLimits {
  const { maxItems, maxBytes } = bulk!;
  return {
    maxBytes,
    // Beside the names of what an item has there is room for what a single body may hold, such as JSON columns.
    maxKeys: limits.maxKeys + maxItems * (fields.length + relations.size + 1),
    // The section and its list are around each item.
    maxDepth: limits.maxDepth + 2,
    maxErrors: limits.maxErrors,
  };
}

/** A parser of its own, in front of the general one, which has to find the body read already. */
function readOnExpress(host: ExpressHost, maxBytes: number, routes: RouteTable): void {
  const type = ({ method, headers, originalUrl, url }: HttpRequest): boolean =>
    method === 'POST' &&
    JSON_TYPE.test(String(headers['content-type'])) &&
    mayBeBulk(originalUrl ?? url) &&
    bulkAt(originalUrl ?? url, routes) !== undefined;
  const verify = ({ originalUrl, url }: HttpRequest, _response: unknown, body: Buffer): void =>
    new JsonGauge(bulkBodyLimits(bulkAt(originalUrl ?? url, routes)!)).read(body);
  host.useBodyParser('json', false, { type, limit: maxBytes, verify });
  const stack = host.getInstance().router?.stack;
  const general = stack?.findIndex(({ handle }) => handle?.name === JSON_PARSER) ?? -1;
  if (stack !== undefined && general >= 0) stack.splice(general, 0, stack.pop()!);
}

function raiseOnFastify(host: FastifyHost, routes: RouteTable): void {
  host.getInstance().addHook('onRoute', (route) => {
    const resource = route.method === 'POST' ? bulkAt(route.url, routes) : undefined;
    if (resource === undefined) return;
    const limits = bulkBodyLimits(resource);
    route.bodyLimit = limits.maxBytes;
    route.preParsing = (
      _request: unknown,
      _reply: unknown,
      body: Readable,
      done: (error: null, body: Readable) => void,
    ) => done(null, gauged(body, limits));
  });
}

/** The same bytes, as long as they are within the limits. */
function gauged(body: Readable, limits: BodyLimits): Readable {
  const gauge = new JsonGauge(limits);
  const passing = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      try {
        gauge.read(chunk);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  body.on('error', (error) => passing.destroy(error));
  return body.pipe(passing);
}

/** Spares other requests the look into the route table. */
function mayBeBulk(url: string): boolean {
  const path = url.split('?', 1)[0]!.replace(/\/$/, '');
  return path.slice(-SIDE_WORDS.bulk.length).toLowerCase() === SIDE_WORDS.bulk;
}

function bulkAt(url: string, routes: RouteTable): Resource | undefined {
  const match = routes.match(url);
  return match?.routes.some(({ on }) => on === 'bulk') ? match.resource : undefined;
}
