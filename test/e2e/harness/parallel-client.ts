import { Agent, request as openRequest, type IncomingMessage } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import type { Api } from './describe-api.js';

/** What came back, with its body as text and, where it is JSON, as a value. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- as supertest has it: tests look into bodies of every shape
  readonly body: any;
}

const connections = new Agent({ keepAlive: true });

/** Sends a request over a connection of its own for as long as it runs, so that several do run beside each other. */
export async function send(
  api: Pick<Api, 'url'>,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const incoming = await answerTo(api.url + path, method, body, headers);
  const text = await textOf(incoming);
  const isJson = incoming.headers['content-type']?.includes('json') === true;
  return {
    status: incoming.statusCode!,
    headers: new Headers(incoming.headers as Record<string, string>),
    text,
    body: isJson && text !== '' ? JSON.parse(text) : undefined,
  };
}

function answerTo(
  url: string,
  method: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = openRequest(url, { method, headers, agent: connections });
    outgoing.on('response', resolve);
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      // The server closes a connection that was idle for a while, perhaps at this very moment, and has read nothing then.
      const wasClosed = outgoing.reusedSocket && error.code === 'ECONNRESET';
      if (wasClosed) resolve(answerTo(url, method, body, headers));
      else reject(error);
    });
    if (body === undefined) {
      outgoing.end();
      return;
    }
    outgoing.setHeader('Content-Type', 'application/json');
    outgoing.end(JSON.stringify(body));
  });
}

/** The same request so many times at once. */
export function sendAtOnce(count: number, request: (index: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => request(index)));
}

/** How often each status was answered. */
export function statuses(answers: readonly Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** `pointer code`, `header code` or `parameter code` of each problem. */
export function problemsOf({ body }: { readonly body: unknown }): string[] {
  const { errors = [] } = body as {
    errors?: { pointer?: string; header?: string; parameter?: string; code: string }[];
  };
  return errors.map(({ pointer, header, parameter, code }) => `${pointer ?? header ?? parameter} ${code}`);
}
