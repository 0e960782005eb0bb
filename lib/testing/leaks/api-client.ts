import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';

/** A request, ready to be sent. */
export interface ApiRequest {
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; `undefined` when it is none. */
  readonly json: unknown;
}

/** Sends requests to a running application, or to one that is started on a free port for as long as it is asked. */
export class ApiClient {
  private constructor(
    private readonly origin: string,
    private readonly stop: () => Promise<void>,
  ) {}

  static async connect(app: INestApplication): Promise<ApiClient> {
    const server = app.getHttpServer() as Server;
    if (server.listening) return new ApiClient(originOf(server), () => Promise.resolve());
    await app.init();
    const instance: unknown = app.getHttpAdapter().getInstance();
    if (isWaiting(instance)) await instance.ready();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return new ApiClient(originOf(server), () => closeServer(server));
  }

  async send({ method, path, body, headers }: ApiRequest, own: Readonly<Record<string, string>>): Promise<ApiAnswer> {
    const answer = await fetch(this.origin + path, {
      method,
      redirect: 'manual',
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...own, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: parse(text) };
  }

  /** Stops a server that was started for this. */
  close(): Promise<void> {
    return this.stop();
  }
}

function originOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  const host = address === '::' || address === '0.0.0.0' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

function isWaiting(instance: unknown): instance is { ready(): PromiseLike<unknown> } {
  return (
    typeof instance === 'object' && instance !== null && 'ready' in instance && typeof instance.ready === 'function'
  );
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
