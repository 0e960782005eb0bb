import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FallbackCounter } from '../../../lib/auth/fallback.counter.js';
import type { RequestCount, RequestCounter } from '../../../lib/auth/request-counter.js';
import { createMemoryCounter } from '../../../lib/http/throttle.guard.js';

const COUNT: RequestCount = { totalHits: 1, timeToExpire: 60, isBlocked: false, timeToBlockExpire: 0 };
const answers: (() => Promise<RequestCount>)[] = [];
const storage: RequestCounter = { increment: vi.fn<RequestCounter['increment']>(() => answers.shift()!()) };

const well = (): Promise<RequestCount> => Promise.resolve({ ...COUNT, totalHits: 99 });
const gone = (): Promise<RequestCount> => Promise.reject(new Error('It is away.'));
const broken = (): never => {
  throw new TypeError('It is broken.');
};
const silent = (): Promise<RequestCount> => new Promise(() => undefined);

let counter: FallbackCounter;
let warnings: string[];

beforeEach(() => {
  vi.useFakeTimers();
  warnings = [];
  vi.spyOn(Logger.prototype, 'warn').mockImplementation((message: string) => void warnings.push(message));
  counter = new FallbackCounter(storage, createMemoryCounter());
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

async function count(...given: (() => Promise<RequestCount>)[]): Promise<readonly number[]> {
  answers.splice(0, answers.length, ...given);
  const hits: number[] = [];
  for (const _ of given) {
    const counting = counter.increment('key', 60_000, 2, 60_000, 'default');
    // The last thing that is given up on is an answer that is there already.
    await vi.advanceTimersByTimeAsync(101);
    hits.push((await counting).totalHits);
  }
  return hits;
}

it('answers what the storage does', async () => {
  expect(await count(well)).toEqual([99]);
  expect(storage.increment).toHaveBeenLastCalledWith('key', 60_000, 2, 60_000, 'default');
  expect(warnings).toEqual([]);
});

it('counts in memory what the storage refuses, breaks at or does not answer in time', async () => {
  expect(await count(gone, broken, well, silent)).toEqual([1, 2, 99, 3]);
  expect((await counter.increment('key', 60_000, 2, 60_000, 'default')).isBlocked).toBe(true);
});

it('warns once for each outage', async () => {
  await count(gone, gone, well, silent);
  expect(warnings).toEqual([
    'Requests are counted in this process alone, because throttle.storage failed: It is away.',
  ]);
  await vi.advanceTimersByTimeAsync(60_000);
  await count(well, silent, gone);
  expect(warnings).toHaveLength(2);
  expect(warnings[1]).toContain('No answer within 100 ms.');
});

it('keeps nobody waiting twice for a storage that is slow, and finds out when it is quick again', async () => {
  expect(await count(silent)).toEqual([1]);
  const asked = vi.mocked(storage.increment).mock.calls.length;
  expect((await counter.increment('key', 60_000, 9, 60_000, 'default')).totalHits).toBe(2);
  expect(storage.increment).toHaveBeenCalledTimes(asked);
  await vi.advanceTimersByTimeAsync(1_000);
  answers.splice(0, answers.length, silent, well, well);
  expect((await counter.increment('key', 60_000, 9, 60_000, 'default')).totalHits).toBe(3);
  await vi.advanceTimersByTimeAsync(1_101);
  expect((await counter.increment('key', 60_000, 9, 60_000, 'default')).totalHits).toBe(4);
  await vi.advanceTimersByTimeAsync(0);
  expect((await counter.increment('key', 60_000, 9, 60_000, 'default')).totalHits).toBe(99);
});

it('asks a storage that fails at once again and again', async () => {
  expect(await count(silent)).toEqual([1]);
  await vi.advanceTimersByTimeAsync(1_000);
  answers.splice(0, answers.length, gone, well);
  await counter.increment('key', 60_000, 9, 60_000, 'default');
  await vi.advanceTimersByTimeAsync(0);
  expect((await counter.increment('key', 60_000, 9, 60_000, 'default')).totalHits).toBe(99);
});
