import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Cache } from '@nestjs/cache-manager';
import { createCache } from 'cache-manager';
import { Keyv } from 'keyv';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WatchedStore } from '../../../lib/cache/watched.store.js';
import { least, timeOf } from '../../e2e/harness/durations.js';

const OPTIONS = { deadlineMs: 50, offerMs: 20, pauseMs: 20 };

/** A store that does as it is told. */
class Remote {
  readonly values = new Map<string, unknown>();
  /** Operations in the order in which they arrived. */
  readonly asked: string[] = [];
  /** Fails every operation. */
  failure: Error | undefined;
  /** Fails what writes this key. */
  failing: string | undefined;
  delayMs = 0;
  /** How often it takes that time, one after the other. */
  turns = 1;
  /** Answers nothing until it is called. */
  private frozen: Promise<void> | undefined;
  private listeners: ((error: Error) => void)[] = [];

  on(event: string, listener: (error: Error) => void): void {
    if (event === 'error') this.listeners.push(listener);
  }

  emit(error: Error): void {
    for (const listener of this.listeners) listener(error);
  }

  freeze(): () => void {
    let thaw: () => void;
    this.frozen = new Promise((resolve) => (thaw = resolve));
    return () => {
      this.frozen = undefined;
      thaw();
    };
  }

  async getMany(keys: string[]): Promise<unknown[]> {
    await this.arrive(`get ${keys.join()}`);
    return keys.map((key) => this.values.get(key));
  }

  async get(key: string): Promise<unknown> {
    return (await this.getMany([key]))[0];
  }

  async set(key: string, value: unknown): Promise<void> {
    await this.arrive(`set ${key}`);
    if (key === this.failing) throw new Error('out of memory');
    this.values.set(key, value);
  }

  delete(key: string): boolean {
    return this.values.delete(key);
  }

  clear(): void {
    this.values.clear();
  }

  private async arrive(operation: string): Promise<void> {
    this.asked.push(operation);
    if (this.failure !== undefined) throw this.failure;
    await this.frozen;
    for (let turn = 0; turn < this.turns && this.delayMs > 0; turn++) await sleep(this.delayMs);
  }
}

const entry = (key: string, value: unknown = 1) => ({ key, value, ttlMs: 60_000 });

let remote: Remote;
let store: WatchedStore;
let failure: Error | undefined;
let lines: string[];

beforeEach(() => {
  lines = [];
  for (const level of ['warn', 'log'] as const) {
    vi.spyOn(Logger.prototype, level).mockImplementation((line: string) => void lines.push(line));
  }
  remote = new Remote();
  const keyv = new Keyv({ store: remote, serialize: undefined, deserialize: undefined, useKeyPrefix: false });
  failure = undefined;
  store = new WatchedStore(createCache({ stores: [keyv] }) as unknown as Cache, OPTIONS, () => failure);
  store.beforeReturn = () => [entry('everything', 'new')];
  store.begin();
});

afterEach(() => {
  store.close();
  vi.restoreAllMocks();
});

const isBack = () => vi.waitFor(() => expect(store.isUp).toBe(true), { interval: 1 });

describe('a store that is there', () => {
  it('reads what was written', async () => {
    expect(await store.write([entry('one'), entry('two', ['x'])])).toBe(true);
    expect(await store.offer([entry('three', 3)])).toBe(true);
    expect(await store.read(['two', 'none', 'one', 'three'])).toEqual([['x'], undefined, 1, 3]);
    expect(lines).toEqual([]);
  });

  it('is waited for up to the deadline', async () => {
    remote.delayMs = 25;
    expect(await store.read(['one'])).toEqual([undefined]);
    expect(await store.write([entry('one')])).toBe(true);
    expect(store.isUp).toBe(true);
  });

  it('is given a shorter time for what is offered, and keeps it all the same', async () => {
    remote.delayMs = 35;
    const isStored = await store.offer([entry('one')]);
    expect([isStored, store.isUp, remote.values.has('one')]).toEqual([false, true, false]);
    await vi.waitFor(() => expect(remote.values.has('one')).toBe(true));
    expect(lines).toEqual([]);
  });

  it('is not taken for lost while the process is busy itself', async () => {
    remote.delayMs = 10;
    remote.turns = 2;
    const reading = store.read(['one']);
    const until = performance.now() + 80;
    while (performance.now() < until);
    expect(await reading).toEqual([undefined]);
    expect(store.isUp).toBe(true);
  });

  it('may be written to by more than 100 at once', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const written = await Promise.all(Array.from({ length: 150 }, (_, index) => store.write([entry(`key${index}`)])));
    expect(written.every(Boolean)).toBe(true);
    expect(warned).not.toHaveBeenCalled();
  });
});

describe('a store that is lost', () => {
  it('by a read, has taken no more than its deadline', async () => {
    const loseOnce = async (): Promise<number> => {
      const thaw = remote.freeze();
      const ms = await timeOf(() => store.read(['one']));
      expect(store.isUp).toBe(false);
      thaw();
      await isBack();
      return ms;
    };
    expect(await least(100, loseOnce)).toBeLessThan(100);
  });

  it('by a read that takes too long, is asked nothing more', async () => {
    const thaw = remote.freeze();
    expect([await store.read(['one']), store.isUp]).toEqual([undefined, false]);
    const askOthers = async (): Promise<void> => {
      const others = [store.read(['two']), store.write([entry('two')]), store.offer([entry('two')])];
      expect(await Promise.all(others)).toEqual([undefined, false, false]);
    };
    expect(await least(15, () => timeOf(askOthers))).toBeLessThan(15);
    expect(remote.asked.some((operation) => operation.includes('two'))).toBe(false);
    expect(lines).toEqual(['The cache cannot be reached: answers come from the database until it can.']);
    thaw();
  });

  it('by an error of one value among several, has not written them', async () => {
    remote.failing = 'two';
    expect(await store.write([entry('one'), entry('two')])).toBe(false);
    expect(store.isUp).toBe(false);
    expect(lines).toEqual([
      'The cache cannot be reached (out of memory): answers come from the database until it can.',
    ]);
  });

  it('by a read that fails, is not taken for empty', async () => {
    remote.failure = new Error('The client is closed');
    expect(await store.read(['one'])).toBeUndefined();
    expect(lines).toEqual([
      'The cache cannot be reached (The client is closed): answers come from the database until it can.',
    ]);
  });

  it('by an event, answers no read that is under way', async () => {
    const thaw = remote.freeze();
    const reading = store.read(['one']);
    remote.emit(new Error('Socket closed'));
    thaw();
    expect(await reading).toBeUndefined();
    expect(store.isUp).toBe(false);
  });

  it('is not looked for once it is closed', async () => {
    store.lose(new Error('away'));
    store.close();
    const { length } = remote.asked;
    await sleep(3 * OPTIONS.pauseMs);
    expect(remote.asked).toHaveLength(length);
    expect([store.isUp, lines.length]).toEqual([false, 1]);
  });

  it('from the beginning, is known to be', async () => {
    failure = new Error('there is no connection yet');
    store.begin();
    expect([store.isUp, lines.length]).toEqual([false, 1]);
    await isBack();
  });

  it('is neither told of nor looked for where nobody relies on it', async () => {
    store.close();
    remote.emit(new Error('away'));
    await sleep(3 * OPTIONS.pauseMs);
    expect([remote.asked, lines]).toEqual([[], []]);
    store.begin();
    expect(await store.read(['one'])).toEqual([undefined]);
  });

  it('by its end, says nothing of it', () => {
    store.close();
    remote.emit(new Error('Socket closed'));
    expect(lines).toEqual([]);
  });
});

describe('a store that returns', () => {
  it('is told that it missed changes, before anything is read', async () => {
    remote.failure = new Error('away');
    expect(await store.write([entry('one')])).toBe(false);
    remote.asked.length = 0;
    remote.failure = undefined;
    await isBack();
    expect(remote.asked).toEqual(['get try', 'set everything']);
    expect(lines.at(-1)).toMatch(/^The cache is back after 0\.\d s\.$/);
    expect(lines).toHaveLength(2);
  });

  it('is told nothing where it was only late, and keeps its answers', async () => {
    const thaw = remote.freeze();
    await store.read(['one']);
    thaw();
    await isBack();
    expect(remote.values.has('everything')).toBe(false);
  });

  it('is told where a change was late', async () => {
    const thaw = remote.freeze();
    expect(await store.write([entry('one')])).toBe(false);
    thaw();
    await isBack();
    expect(remote.values.has('everything')).toBe(true);
  });

  it('is found by who missed a change before it is found by who missed none', async () => {
    const pauseMs = 200;
    const keyv = new Keyv({ store: remote, serialize: undefined, deserialize: undefined, useKeyPrefix: false });
    const [writing, reading] = ['of the writer', 'of the reader'].map((value) => {
      const node = new WatchedStore(createCache({ stores: [keyv] }) as unknown as Cache, { ...OPTIONS, pauseMs });
      node.beforeReturn = () => [entry('everything', value)];
      node.begin();
      return node;
    }) as [WatchedStore, WatchedStore];
    const thaw = remote.freeze();
    await Promise.all([reading.read(['one']), writing.write([entry('one')])]);
    thaw();
    await vi.waitFor(() => expect(writing.isUp).toBe(true), { interval: 1 });
    expect(reading.isUp).toBe(false);
    expect(remote.values.get('everything')).toMatchObject({ value: 'of the writer' });
    await vi.waitFor(() => expect(reading.isUp).toBe(true));
    for (const node of [writing, reading]) node.close();
  });

  it('is told after an error, since it may have forgotten what it knew', async () => {
    remote.emit(new Error('Socket closed'));
    await isBack();
    expect(remote.values.has('everything')).toBe(true);
  });

  it('does not count as found while it is slow', async () => {
    remote.delayMs = 2 * OPTIONS.deadlineMs;
    await store.read(['one']);
    await sleep(400);
    expect(store.isUp).toBe(false);
    remote.delayMs = 0;
    await isBack();
    expect(lines).toHaveLength(2);
  });

  it('stays lost while it cannot be written to', async () => {
    remote.failing = 'everything';
    remote.emit(new Error('READONLY'));
    await sleep(6 * OPTIONS.pauseMs);
    expect(store.isUp).toBe(false);
    remote.failing = undefined;
    await isBack();
    expect(lines).toHaveLength(2);
  });

  it('takes changes before it answers', async () => {
    const seen: Promise<unknown>[] = [];
    store.beforeReturn = () => {
      // Committed while it is told: the write goes through, a read does not yet.
      seen.push(store.write([entry('changed')]), store.read(['one']));
      return [entry('everything')];
    };
    remote.emit(new Error('away'));
    await isBack();
    expect(await Promise.all(seen)).toEqual([true, undefined]);
    expect(remote.values.has('changed')).toBe(true);
  });

  it('is lost again by a change that it misses meanwhile', async () => {
    let returns = 0;
    remote.failing = 'changed';
    store.beforeReturn = () => {
      if (returns++ === 0) void store.write([entry('changed')]);
      return [entry('everything')];
    };
    remote.emit(new Error('away'));
    await isBack();
    expect(returns).toBe(2);
    expect(lines).toHaveLength(2);
  });
});
