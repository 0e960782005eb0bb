import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from './describe-api.js';
import { send } from './parallel-client.js';

export const KINDS = ['changes', 'items', 'lists'] as const;

/** One request of a load. */
export interface Observation {
  readonly request: string;
  /** What requests of the same work have in common. */
  readonly kind: (typeof KINDS)[number];
  /** When it was sent and answered, on the clock of `performance.now()`. */
  readonly at: number;
  readonly until: number;
  /** What it took, without the time in which the process was busy, in milliseconds. */
  readonly waitedMs: number;
  readonly answered: number;
  readonly cache: string | undefined;
  /** What a client saw of its row that was older than what it had stored. */
  readonly stale: string | undefined;
}

export const LOAD_CLIENTS = 16;
const PAUSE_MS = 40;
const TICK_MS = 2;

/**
 * Clients that read and write books for as long as it goes on: each changes a book of its own and looks at once whether
 * item and list have it.
 */
export class SteadyLoad {
  readonly observations: Observation[] = [];
  private readonly stalls: { readonly from: number; readonly to: number }[] = [];
  private isRunning = true;
  private readonly done: Promise<unknown>;

  /** @param api with `/books` whose rows 1 to 16 have `pages` */
  constructor(private readonly api: Api) {
    this.done = Promise.all([
      this.watchProcess(),
      ...Array.from({ length: LOAD_CLIENTS }, (_, index) => this.client(index + 1)),
    ]);
  }

  async stop(): Promise<readonly Observation[]> {
    this.isRunning = false;
    await this.done;
    return this.observations;
  }

  private async client(id: number): Promise<void> {
    await sleep(id * 2);
    let pages = 0;
    while (this.isRunning) {
      await this.observe('PATCH', `/books/${id}`, () => undefined, { pages: ++pages });
      const known = pages;
      for (let turn = 0; turn < 2; turn++) {
        await this.observe('GET', `/books/${id}`, (body) => older(known, body as Row));
        await this.observe('GET', '/books?ordering=id&page_size=100', (body) =>
          older(
            known,
            (body as { results: Row[] }).results.find((row) => row.id === id)!,
          ),
        );
      }
    }
  }

  private async observe(
    method: string,
    path: string,
    look: (body: unknown) => string | undefined,
    body?: object,
  ): Promise<void> {
    const at = performance.now();
    const answer = await send(this.api, method, path, body);
    const until = performance.now();
    const isFine = answer.status >= 200 && answer.status < 300;
    this.observations.push({
      request: `${method} ${path}`,
      kind: method === 'PATCH' ? 'changes' : path.includes('?') ? 'lists' : 'items',
      at,
      until,
      waitedMs: until - at - this.busy(at, until),
      answered: answer.status,
      cache: answer.headers.get('x-cache') ?? undefined,
      stale: isFine ? look(answer.body) : undefined,
    });
    await sleep(PAUSE_MS);
  }

  /** Time in which the process could not take up what was there for it: work of its own, and of others on the machine. */
  private async watchProcess(): Promise<void> {
    let last = performance.now();
    while (this.isRunning) {
      await sleep(TICK_MS);
      const now = performance.now();
      if (now - last > TICK_MS + 1) this.stalls.push({ from: last + TICK_MS, to: now });
      last = now;
    }
  }

  private busy(from: number, to: number): number {
    let sum = 0;
    for (let index = this.stalls.length - 1; index >= 0 && this.stalls[index]!.to > from; index--) {
      const stall = this.stalls[index]!;
      sum += Math.max(0, Math.min(stall.to, to) - Math.max(stall.from, from));
    }
    return sum;
  }
}

interface Row {
  readonly id: number;
  readonly pages: number;
}

function older(known: number, { pages }: Row): string | undefined {
  return pages === known ? undefined : `${pages} instead of ${known}`;
}
