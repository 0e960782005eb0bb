import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Cache } from '@nestjs/cache-manager';
import type { CacheStore, StoreEntry } from './cache-store.js';

/** How a store is watched. */
export interface WatchOptions {
  /** Time that an operation may take before the store counts as lost, in milliseconds. */
  readonly deadlineMs: number;
  /** Time between two tries to find a lost store again, in milliseconds. */
  readonly pauseMs: number;
}

export const WATCH: WatchOptions = { deadlineMs: 80, pauseMs: 200 };

/** Time that a try may take, in milliseconds. */
const TRY_DEADLINE_MS = 1_000;

/**
 * A store that may be away. The first operation that fails or takes too long makes it count as lost: nothing is asked of
 * it then, so that nobody waits, until it has taken note that it missed changes.
 */
export class WatchedStore implements CacheStore {
  beforeReturn: () => readonly StoreEntry[] = () => [];
  private readonly logger = new Logger('LightApi');
  private readonly failedReads = new WeakSet<readonly string[]>();
  /** While it is `returning` changes are written, and nothing is read yet. */
  private state: 'found' | 'lost' | 'returning' = 'found';
  private isClosed = false;

  constructor(
    private readonly cache: Cache,
    private readonly options: WatchOptions = WATCH,
  ) {
    // The cache tells of its stores' errors by events, and answers as if nothing had been there.
    cache.on('mget', ({ keys, error }: { keys: readonly string[]; error?: unknown }) => {
      if (error !== undefined) this.failedReads.add(keys);
    });
    for (const store of cache.stores) store.on('error', (error: unknown) => this.lose(error));
  }

  get isUp(): boolean {
    return this.state === 'found';
  }

  async read(keys: readonly string[]): Promise<readonly unknown[] | undefined> {
    if (!this.isUp) return undefined;
    const asked = [...keys];
    const values = await this.inTime(this.cache.mget<unknown>(asked), this.options.deadlineMs);
    if (values === undefined || this.failedReads.has(asked)) {
      this.lose();
      return undefined;
    }
    return this.isUp ? values : undefined;
  }

  async write(entries: readonly StoreEntry[]): Promise<boolean> {
    if (this.state === 'lost') return false;
    if (await this.send(entries, this.options.deadlineMs)) return true;
    this.lose();
    return false;
  }

  /** Says that the store is away; it is looked for from now on. */
  lose(error?: unknown): void {
    if (this.state === 'lost' || this.isClosed) return;
    const wasReturning = this.state === 'returning';
    this.state = 'lost';
    if (wasReturning) return;
    const reason = error instanceof Error && error.message !== '' ? ` (${error.message})` : '';
    this.logger.warn(`The cache cannot be reached${reason}: answers come from the database until it can.`);
    void this.findAgain();
  }

  close(): void {
    this.isClosed = true;
  }

  private async findAgain(): Promise<void> {
    const startedAt = Date.now();
    while (!(await this.hasReturned())) {
      if (this.isClosed) return;
    }
    this.state = 'found';
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    this.logger.log(`The cache is back after ${seconds} s.`);
  }

  /** The first of two writes shows that it is there, the second covers what was not written before that was known. */
  private async hasReturned(): Promise<boolean> {
    await sleep(this.options.pauseMs, undefined, { ref: false });
    if (this.isClosed || !(await this.send(this.beforeReturn(), TRY_DEADLINE_MS))) return false;
    this.state = 'returning';
    const isCovered = await this.send(this.beforeReturn(), TRY_DEADLINE_MS);
    if (!isCovered) this.state = 'lost';
    return isCovered && this.stillReturns();
  }

  /** Asked for by a method, since the state may have changed meanwhile. */
  private stillReturns(): boolean {
    return this.state === 'returning';
  }

  /** Errors of single values come as events before this is done. */
  private async send(entries: readonly StoreEntry[], deadlineMs: number): Promise<boolean> {
    let hasFailed = false;
    const fail = (): void => void (hasFailed = true);
    for (const store of this.cache.stores) store.on('error', fail);
    try {
      const list = entries.map(({ key, value, ttlMs }) => ({ key, value, ttl: ttlMs }));
      return (await this.inTime(this.cache.mset(list), deadlineMs)) !== undefined && !hasFailed;
    } finally {
      for (const store of this.cache.stores) store.off('error', fail);
    }
  }

  private async inTime<Result>(work: Promise<Result>, deadlineMs: number): Promise<Result | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      // An answer that has arrived while the process was busy is read first.
      timer = setTimeout(() => setImmediate(resolve, undefined), deadlineMs);
    });
    try {
      return await Promise.race([work, late]);
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}
