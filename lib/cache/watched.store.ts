import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Cache } from '@nestjs/cache-manager';
import { inTime, LATE } from '../common/in-time.js';
import type { CacheStore, StoreEntry } from './cache-store.js';

/** How a store is watched. */
export interface WatchOptions {
  /** Time that reading, or telling of a change, may take before the store counts as lost, in milliseconds. */
  readonly deadlineMs: number;
  /** Time that is waited for what need not be stored, in milliseconds; a request spends it beside that of one read. */
  readonly offerMs: number;
  /** Time between two tries to find a lost store again where no change was missed, in milliseconds. */
  readonly pauseMs: number;
}

/** Together less than the 100 ms that a request may lose, with room for a count of requests (`RedisConnection`). */
export const WATCH: WatchOptions = { deadlineMs: 50, offerMs: 20, pauseMs: 200 };

/** Who has changes to tell looks for the store so many times as often, to have told them before others rely on it. */
const HURRY = 10;
/** Time after which a try is given up, in milliseconds; one that has missed the deadline before has found nothing. */
const TRY_MS = 1_000;
/** Nothing is ever stored under it. */
const TRIED_KEY = 'try';

/**
 * A store that may be away. The first operation that fails or takes too long makes it count as lost: nothing is asked of
 * it then, so that nobody waits. It is there again once it answers in time and has taken note that it missed changes.
 */
export class WatchedStore implements CacheStore {
  beforeReturn: () => readonly StoreEntry[] = () => [];
  private readonly logger = new Logger('LightApi');
  private readonly failedReads = new WeakSet<readonly string[]>();
  /** While it is `returning` changes are written, and nothing is read yet. */
  private state: 'found' | 'lost' | 'returning' = 'found';
  /** Whether a change may be unknown to it: one that was not written, or one that it has forgotten in a restart. */
  private hasMissed = false;
  private errors = 0;
  /** Only while somebody relies on it: it would be looked for, and told of, for nobody. */
  private isWatched = false;

  constructor(
    private readonly cache: Cache,
    private readonly options: WatchOptions = WATCH,
    /** Why it cannot be reached at the moment, where that is known without asking. */
    private readonly failure: () => Error | undefined = () => undefined,
  ) {
    // The cache tells of its stores' errors by events, and answers as if nothing had been there.
    cache.on('mget', ({ keys, error }: { keys: readonly string[]; error?: unknown }) => {
      if (error === undefined) return;
      this.failedReads.add(keys);
      this.lose(error);
    });
    for (const store of cache.stores) {
      store.on('error', (error: unknown) => {
        this.errors++;
        this.lose(error);
      });
    }
  }

  get isUp(): boolean {
    return this.state === 'found';
  }

  begin(): void {
    this.isWatched = true;
    const failure = this.failure();
    if (failure !== undefined) this.lose(failure);
  }

  async read(keys: readonly string[]): Promise<readonly unknown[] | undefined> {
    if (!this.isUp) return undefined;
    const values = await inTime(this.fetch(keys), this.options.deadlineMs);
    if (values === undefined || values === LATE) {
      this.lose();
      return undefined;
    }
    return this.isUp ? values : undefined;
  }

  async write(entries: readonly StoreEntry[]): Promise<boolean> {
    if (this.state !== 'lost' && (await this.send(entries, this.options.deadlineMs))) return true;
    this.hasMissed = true;
    this.lose();
    return false;
  }

  /** What is late may be stored yet, and the store is not lost by it. */
  async offer(entries: readonly StoreEntry[]): Promise<boolean> {
    return this.isUp && (await this.send(entries, this.options.offerMs));
  }

  /**
   * Says that the store is away; it is looked for from now on.
   *
   * @param error after which it may no longer know what it knew; none where it is only late
   */
  lose(error?: unknown): void {
    if (error !== undefined) this.hasMissed = true;
    if (this.state === 'lost' || !this.isWatched) return;
    const wasReturning = this.state === 'returning';
    this.state = 'lost';
    if (wasReturning) return;
    const reason = error instanceof Error && error.message !== '' ? ` (${error.message})` : '';
    this.logger.warn(`The cache cannot be reached${reason}: answers come from the database until it can.`);
    void this.findAgain();
  }

  close(): void {
    this.isWatched = false;
  }

  private async findAgain(): Promise<void> {
    const startedAt = performance.now();
    while (!(await this.hasReturned())) {
      if (!this.isWatched) return;
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    this.logger.log(`The cache is back after ${seconds} s.`);
  }

  private async hasReturned(): Promise<boolean> {
    const { pauseMs } = this.options;
    await sleep(this.hasMissed ? pauseMs / HURRY : pauseMs, undefined, { ref: false });
    if (!this.isWatched || !(await this.isInTime())) return false;
    // What was missed before this is covered by what is written after it.
    this.state = 'returning';
    if (this.hasMissed && !(await this.send(this.beforeReturn(), this.options.deadlineMs))) this.state = 'lost';
    if (!this.isReturning()) return false;
    this.hasMissed = false;
    this.state = 'found';
    return true;
  }

  /** One that is late is waited for all the same, so that tries do not pile up in front of a slow store. */
  private async isInTime(): Promise<boolean> {
    const tried = this.fetch([TRIED_KEY]);
    const values = await inTime(tried, this.options.deadlineMs);
    if (values === LATE) await inTime(tried, TRY_MS);
    return values !== LATE && values !== undefined;
  }

  /** Asked for by a method, since the state may have changed meanwhile. */
  private isReturning(): boolean {
    return this.state === 'returning';
  }

  /** `undefined` where the store has failed. Never rejects. */
  private async fetch(keys: readonly string[]): Promise<readonly unknown[] | undefined> {
    const asked = [...keys];
    const values = await this.cache.mget<unknown>(asked).catch(() => undefined);
    return this.failedReads.has(asked) ? undefined : values;
  }

  /** Errors of single values come as events before this is done. Never rejects. */
  private async send(entries: readonly StoreEntry[], deadlineMs: number): Promise<boolean> {
    const { errors } = this;
    const list = entries.map(({ key, value, ttlMs }) => ({ key, value, ttl: ttlMs }));
    const sent = this.cache.mset(list).catch(() => LATE);
    return (await inTime(sent, deadlineMs)) !== LATE && errors === this.errors;
  }
}
