import { Agent, request } from 'node:http';
import type { Exchange } from '../harness/open-api-contract.js';

/** A request as it goes over the wire: nothing in it is encoded or completed. */
export interface RawRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Sends requests that a client library would mend or refuse. */
export class RawClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 8 });

  constructor(private readonly origin: string) {}

  async send(raw: RawRequest): Promise<Exchange> {
    try {
      return await this.attempt(raw);
    } catch (error) {
      // A kept socket may be closed at the moment it is used again; the request never arrived.
      if ((error as { readonly code?: string }).code !== 'ECONNRESET') throw error;
      return this.attempt(raw);
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private attempt({ method, path, headers, body }: RawRequest): Promise<Exchange> {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    return new Promise((resolve, reject) => {
      const options = { method, path, headers: { ...length, ...headers }, agent: this.agent };
      const sent = request(this.origin, options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ method, path, status: answer.statusCode ?? 0, headers: answer.headers, text });
        });
      });
      sent.setTimeout(15_000, () => sent.destroy(new Error('No answer within 15 s')));
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
