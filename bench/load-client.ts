import { connect, type Socket } from 'node:net';
import type { BenchRequest } from './operations.js';

export interface LoadAnswer {
  readonly status: number;
  /** Status line and header fields. */
  readonly head: string;
  readonly body: Buffer;
}

/** Time after which a server that has not answered is given up, in milliseconds: a run must not stand still for ever. */
const PATIENCE_MS = 60_000;

const EMPTY = Buffer.alloc(0);

/** The request as it travels. */
function encode(request: BenchRequest): string {
  const fields = Object.entries(request.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${request.method} ${request.path} HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\n${fields.join('')}`;
  if (request.body === undefined) return `${head}\r\n`;
  const length = Buffer.byteLength(request.body);
  return `${head}Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${request.body}`;
}

/** The first answer in the buffer and where it ends; `undefined` while it is incomplete. */
function decode(received: Buffer): { answer: LoadAnswer; end: number } | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = received.toString('latin1', 0, headEnd);
  const status = Number(head.slice(9, 12));
  // Never has a body (RFC 9110 §15.4.5).
  if (status === 304) return { answer: { status, head, body: EMPTY }, end: headEnd + 4 };
  const mark = head.toLowerCase().indexOf('\r\ncontent-length:');
  if (mark < 0) throw new Error(`an answer without Content-Length: ${head}`);
  const end = headEnd + 4 + Number.parseInt(head.slice(mark + 17), 10);
  if (received.length < end) return undefined;
  return { answer: { status, head, body: received.subarray(headEnd + 4, end) }, end };
}

/** One keep-alive connection that carries one request at a time. */
class LoadConnection {
  private pending: Buffer = Buffer.alloc(0);
  private settle: ((answer: LoadAnswer | Error) => void) | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      this.receive(chunk);
    });
    socket.setTimeout(PATIENCE_MS, () => this.settle?.(new Error('no answer for a minute')));
    socket.on('error', (error) => this.settle?.(error));
    socket.on('close', () => this.settle?.(new Error('the server closed the connection')));
  }

  static async open(port: number): Promise<LoadConnection> {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new LoadConnection(socket);
  }

  /** Sends the request; the callback runs as soon as the answer is complete, without a promise in between. */
  send(request: string, settle: (answer: LoadAnswer | Error) => void): void {
    this.settle = settle;
    this.socket.write(request);
  }

  close(): void {
    this.settle = undefined;
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    // A connection that has not been asked anything for a minute is told so, and ended (408).
    if (this.settle === undefined) return;
    const received = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    const decoded = decode(received);
    if (!decoded) {
      this.pending = received;
      return;
    }
    this.pending = received.subarray(decoded.end);
    const settle = this.settle;
    this.settle = undefined;
    settle?.(decoded.answer);
  }
}

export interface LoadTimes {
  readonly seconds: number;
  readonly eachMs: Float64Array;
}

/** Asks bounded numbers of requests over a fixed number of connections. */
export class LoadClient {
  private constructor(private readonly connections: readonly LoadConnection[]) {}

  static async open(port: number, connections: number): Promise<LoadClient> {
    return new LoadClient(await Promise.all(Array.from({ length: connections }, () => LoadConnection.open(port))));
  }

  close(): void {
    for (const connection of this.connections) connection.close();
  }

  /**
   * Sends `count` requests, each connection the next one as soon as it has its answer; resolves to the seconds that all
   * took, and to the milliseconds that each took.
   *
   * @throws Error when an answer has another status than expected
   */
  async run(count: number, status: number, request: (number: number) => BenchRequest): Promise<LoadTimes> {
    let sent = 0;
    const eachMs = new Float64Array(count);
    const began = performance.now();
    const walk = (connection: LoadConnection, resolve: () => void, reject: (error: Error) => void): void => {
      if (sent === count) {
        resolve();
        return;
      }
      const number = sent++;
      const asked = request(number);
      const text = encode(asked);
      const from = performance.now();
      connection.send(text, (answer) => {
        eachMs[number] = performance.now() - from;
        if (answer instanceof Error) reject(answer);
        else if (answer.status !== status) reject(unexpected(asked, answer));
        else walk(connection, resolve, reject);
      });
    };
    await Promise.all(
      this.connections.map((connection) => new Promise<void>((resolve, reject) => walk(connection, resolve, reject))),
    );
    return { seconds: (performance.now() - began) / 1000, eachMs };
  }
}

function unexpected(asked: BenchRequest, answer: LoadAnswer): Error {
  return new Error(`${asked.method} ${asked.path} answered ${answer.status}: ${answer.body.toString().slice(0, 600)}`);
}

/** One request on a connection of its own, its answer parsed. */
export async function ask(
  port: number,
  request: BenchRequest,
): Promise<{ status: number; head: string; body: unknown }> {
  const connection = await LoadConnection.open(port);
  try {
    const answer = await new Promise<LoadAnswer>((resolve, reject) => {
      connection.send(encode(request), (received) => {
        if (received instanceof Error) reject(received);
        else resolve(received);
      });
    });
    const text = answer.body.toString();
    return { status: answer.status, head: answer.head, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  } finally {
    connection.close();
  }
}
