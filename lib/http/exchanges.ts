import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { runInRequest } from '../common/request-scope.js';
import { correlationId, REQUEST_ID } from './correlation-id.js';
import { Exchange, setPlatformRequest, type ExchangeListener } from './exchange.js';
import type { Pressure } from './pressure.js';
import type { RequestLoad } from './request-load.js';
import type { RouteTable } from './route-table.js';

/** What is done with every request beside answering it. */
export interface ExchangeParts {
  readonly routes: RouteTable;
  readonly load: RequestLoad;
  /** `undefined` where nobody is turned away. */
  readonly pressure: Pressure | undefined;
  /** Whether a path is answered under any pressure. */
  readonly isExempt: (url: string) => boolean;
  readonly listeners: readonly ExchangeListener[];
  /** Whether preflights of CORS are answered, on Fastify before any hook of others. */
  readonly hasCors: boolean;
  /** Whether code that knows nothing of requests has to know the id of the one that it runs for. */
  readonly isTraced: boolean;
}

interface FastifyReply {
  readonly raw: ServerResponse;
  header(name: string, value: string): unknown;
  hasHeader(name: string): boolean;
}

interface FastifyRequest {
  readonly raw: IncomingMessage;
}

type FastifyHook = (request: FastifyRequest, reply: FastifyReply, done: () => void) => void;
type FastifySendHook = (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: () => void) => void;

interface FastifyHost {
  getInstance(): {
    addHook(name: 'onRequest' | 'preHandler', hook: FastifyHook): unknown;
    addHook(name: 'onSend', hook: FastifySendHook): unknown;
  };
}

type Handler = (this: Server, request: IncomingMessage, response: ServerResponse) => void;

/**
 * Gives every answer the id of its request, and lets listeners hear of it. Stands before the parsers of bodies, before
 * routes and their refusals. Before the routes are made, once per application.
 */
export function installExchanges(adapter: AbstractHttpAdapter, parts: ExchangeParts): void {
  if (adapter.getType() === 'fastify') installOnFastify(adapter as unknown as FastifyHost, parts);
  else installOnServer(adapter.getHttpServer() as Server, parts);
}

/** A hook, since Fastify may listen with more servers than one. */
function installOnFastify(host: FastifyHost, parts: ExchangeParts): void {
  const instance = host.getInstance();
  const listen = listenerOf(parts);
  const begin = (request: FastifyRequest, reply: FastifyReply): void => {
    reply.header(REQUEST_ID, correlationId(request.raw.headers));
    if (listen === undefined) return;
    setPlatformRequest(request.raw, request);
    listen(request.raw, reply.raw);
  };
  instance.addHook('onRequest', (request, reply, done) => {
    begin(request, reply);
    if (isTurnedAway(parts, request.raw)) {
      reply.raw.setHeader(REQUEST_ID, correlationId(request.raw.headers));
      parts.pressure?.turnAway(reply.raw);
      return;
    }
    done();
  });
  if (parts.hasCors) {
    instance.addHook('onSend', (request, reply, _payload, done) => {
      // Nest's adapter answers preflights in a hook of its own, which comes first.
      if (!reply.hasHeader(REQUEST_ID)) begin(request, reply);
      done();
    });
  }
  if (!parts.isTraced) return;
  // What is begun before a body is read goes on outside of it.
  instance.addHook('preHandler', (request, _reply, done) => runInRequest(correlationId(request.raw.headers), done));
}

function installOnServer(server: Server, parts: ExchangeParts): void {
  const listen = listenerOf(parts);
  const handlers = server.listeners('request') as Handler[];
  server.removeAllListeners('request');
  server.on('request', function handle(this: Server, request: IncomingMessage, response: ServerResponse) {
    const id = correlationId(request.headers);
    response.setHeader(REQUEST_ID, id);
    listen?.(request, response);
    if (isTurnedAway(parts, request)) {
      parts.pressure?.turnAway(response);
      return;
    }
    const answer = (): void => {
      for (const handler of handlers) handler.call(this, request, response);
    };
    if (parts.isTraced) runInRequest(id, answer);
    else answer();
  });
}

function isTurnedAway({ pressure, isExempt }: ExchangeParts, { url = '' }: IncomingMessage): boolean {
  return pressure?.isTooHigh === true && !isExempt(url);
}

/** `undefined` where nobody listens. */
function listenerOf({
  listeners,
  routes,
  load,
  pressure,
}: ExchangeParts): ((request: IncomingMessage, response: ServerResponse) => void) | undefined {
  if (listeners.length === 0 && pressure === undefined) return undefined;
  return (request, response) => {
    const exchange = new Exchange(request, response, routes);
    load.inFlight++;
    response.once('close', () => {
      load.inFlight--;
      for (const listener of listeners) listener(exchange);
    });
  };
}
