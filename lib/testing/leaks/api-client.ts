import { Agent, request as openRequest, type IncomingMessage, type Server } from 'node:http';
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
  /** By names in lower case; several fields of one name as one. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  /** The body as JSON; `undefined` when it is none. */
  readonly json: unknown;
}

/** Sends requests to a running application, or to one that is started on a free port for as long as it is asked. */
export class ApiClient {
  /** One that nobody uses is closed before a server would do so, which might be while the next request is on its way. */
  private readonly connections = new Agent({ keepAlive: true, timeout: 1_000 });

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
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const fields = {
      ...(sent !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
      ...own,
      ...headers,
    };
    // A search asks thousands of questions, and `fetch` takes longer than many an answer.
    const { incoming, text } = await new Promise<{ incoming: IncomingMessage; text: string }>((resolve, reject) => {
      const outgoing = openRequest(this.origin + path, { method, headers: fields, agent: this.connections });
      outgoing.on('error', reject);
      outgoing.on('response', (answer) => {
        let received = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (received += chunk));
        answer.on('error', reject);
        answer.on('end', () => resolve({ incoming: answer, text: received }));
      });
      outgoing.end(sent);
    });
    return { status: incoming.statusCode!, headers: headersOf(incoming), text, json: parse(text) };
  }

  /** Stops a server that was started for this. */
  close(): Promise<void> {
    this.connections.destroy();
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

function headersOf({ headers }: IncomingMessage): ReadonlyMap<string, string> {
  return new Map(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
