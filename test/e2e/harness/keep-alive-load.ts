import { Agent, request } from 'node:http';

/** What became of one request. */
export interface Sent {
  readonly path: string;
  /** 0 where there was no answer. */
  readonly status: number;
  readonly body: unknown;
  readonly isJson: boolean;
  readonly failure: string | undefined;
  /** On the clock of `performance.now()`. */
  readonly at: number;
  readonly until: number;
}

/** Requests under way at most: a machine that is too busy for the rate gets fewer, and not one heap of them. */
const MOST = 60;

/** Sends at a steady rate over connections that are kept. */
export class KeepAliveLoad {
  readonly sent: Sent[] = [];
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });
  private readonly timer: NodeJS.Timeout;
  private readonly pending = new Set<Promise<unknown>>();
  private sentAt = performance.now();
  private count = 0;

  constructor(
    private readonly url: string,
    private readonly perSecond: number,
    private readonly next: (index: number) => {
      readonly method: string;
      readonly path: string;
      readonly body?: object;
    },
  ) {
    this.timer = setInterval(() => this.sendDue(), 4);
  }

  /** Sends one beside the others. */
  send(method: string, path: string, body?: object): Promise<Sent> {
    const sending = this.observe(method, path, body).finally(() => this.pending.delete(sending));
    this.pending.add(sending);
    return sending;
  }

  private async observe(method: string, path: string, body: object | undefined): Promise<Sent> {
    const at = performance.now();
    const answer = await this.ask(method, path, body);
    const sent = { path: `${method} ${path}`, at, until: performance.now(), ...answer };
    this.sent.push(sent);
    return sent;
  }

  /** Sends no more, and waits for what was sent. */
  async stop(): Promise<readonly Sent[]> {
    clearInterval(this.timer);
    await Promise.all(this.pending);
    this.agent.destroy();
    return this.sent;
  }

  private sendDue(): void {
    const now = performance.now();
    const due = ((now - this.sentAt) / 1_000) * this.perSecond;
    // The rest of a request is due the next time.
    this.sentAt = now - ((due % 1) / this.perSecond) * 1_000;
    for (let left = Math.floor(due); left > 0 && this.pending.size < MOST; left--) {
      const { method, path, body } = this.next(this.count++);
      void this.send(method, path, body);
    }
  }

  private ask(
    method: string,
    path: string,
    body: object | undefined,
  ): Promise<Pick<Sent, 'status' | 'body' | 'isJson' | 'failure'>> {
    return new Promise((resolve) => {
      const headers = body === undefined ? {} : { 'content-type': 'application/json' };
      const asked = request(this.url + path, { agent: this.agent, method, headers, timeout: 20_000 }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = /^application\/(problem\+)?json/.test(answer.headers['content-type'] ?? '');
          resolve({
            status: answer.statusCode ?? 0,
            body: isJson ? JSON.parse(text) : text,
            isJson,
            failure: undefined,
          });
        });
        answer.on('error', (error: NodeJS.ErrnoException) => resolve(failed(error)));
      });
      asked.on('timeout', () => asked.destroy(new Error('no answer in 20 s')));
      asked.on('error', (error: NodeJS.ErrnoException) => resolve(failed(error)));
      asked.end(body && JSON.stringify(body));
    });
  }
}

function failed({ code, message }: NodeJS.ErrnoException): Pick<Sent, 'status' | 'body' | 'isJson' | 'failure'> {
  return { status: 0, body: undefined, isJson: false, failure: code ?? message };
}
