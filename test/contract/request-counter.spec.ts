import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestCount, RequestCounter } from '../../lib/auth/request-counter.js';
import { RedisConnection } from '../../lib/cache/redis/redis-connection.js';
import { createMemoryCounter } from '../../lib/http/throttle.guard.js';
import { areChosen } from '../e2e/harness/chosen.js';
import { createTestRedis, type TestRedis } from '../e2e/harness/test-redis.js';

const TTL_MS = 1_500;
let keys = 0;

/** What both storages have to say; the rest means nothing for a key that is not blocked. */
interface Told {
  readonly hits: number;
  readonly blockedFor: number | undefined;
}

function told({ totalHits, isBlocked, timeToBlockExpire }: RequestCount): Told {
  return { hits: totalHits, blockedFor: isBlocked ? timeToBlockExpire : undefined };
}

function describeCounter(create: () => RequestCounter): void {
  const counting = (limit: number, blockMs: number, ttl = TTL_MS): (() => Promise<RequestCount>) => {
    const counter = create();
    const key = `key${++keys}`;
    return () => counter.increment(key, ttl, limit, blockMs, 'default');
  };

  it('counts to the limit, blocks what is beyond, and counts no more meanwhile', async () => {
    const count = counting(2, 60_000, 30_000);
    expect(await count()).toMatchObject({ totalHits: 1, timeToExpire: 30, isBlocked: false });
    expect(told(await count())).toEqual({ hits: 2, blockedFor: undefined });
    expect(told(await count())).toEqual({ hits: 3, blockedFor: 60 });
    expect(await count()).toMatchObject({ totalHits: 3, timeToExpire: 30, isBlocked: true, timeToBlockExpire: 60 });
  });

  it('counts each request for its own time', async () => {
    const count = counting(9, 1_000);
    await count();
    await sleep(900);
    expect((await count()).totalHits).toBe(2);
    await sleep(900);
    expect(await count()).toMatchObject({ totalHits: 2, timeToExpire: 2 });
  });

  it('begins anew when a block is over, also where requests would count for longer', async () => {
    const count = counting(1, 500, 60_000);
    await count();
    expect(told(await count())).toEqual({ hits: 2, blockedFor: 1 });
    await sleep(700);
    expect(told(await count())).toEqual({ hits: 1, blockedFor: undefined });
    expect(told(await count())).toEqual({ hits: 2, blockedFor: 1 });
  });

  it('stays blocked for longer than requests count', async () => {
    const count = counting(1, 1_500, 300);
    await count();
    await count();
    await sleep(700);
    expect(await count()).toMatchObject({ isBlocked: true, timeToBlockExpire: 1, timeToExpire: 1 });
    await sleep(1_000);
    expect(told(await count())).toEqual({ hits: 1, blockedFor: undefined });
  });

  it('lets in as soon as there is room again where nothing is blocked', async () => {
    const count = counting(2, 0);
    await count();
    await sleep(900);
    await count();
    expect(told(await count())).toEqual({ hits: 3, blockedFor: 1 });
    expect(told(await count())).toEqual({ hits: 3, blockedFor: 1 });
    await sleep(900);
    expect(told(await count())).toEqual({ hits: 2, blockedFor: undefined });
    expect(told(await count())).toEqual({ hits: 3, blockedFor: 1 });
  });

  it('counts each key on its own', async () => {
    const [one, other] = [counting(1, 1_000), counting(1, 1_000)];
    await one();
    await one();
    expect(told(await other())).toEqual({ hits: 1, blockedFor: undefined });
  });

  it('loses none of many at once', async () => {
    const count = counting(30, 1_000);
    const counts = await Promise.all(Array.from({ length: 50 }, count));
    expect(counts.filter(({ isBlocked }) => !isBlocked)).toHaveLength(30);
    expect(Math.max(...counts.map(({ totalHits }) => totalHits))).toBe(31);
  });
}

describe.concurrent('requests in memory', () => {
  const memory = createMemoryCounter();
  describeCounter(() => memory);
});

if (areChosen('redis'))
  describe('requests in Redis', () => {
    let redis: TestRedis;
    let connections: readonly RedisConnection[];
    beforeAll(async () => {
      redis = await createTestRedis();
      connections = await Promise.all([RedisConnection.open(redis.cache.url), RedisConnection.open(redis.cache.url)]);
    });
    afterAll(async () => {
      for (const connection of connections) await connection.close();
      await redis.close();
    });
    const counterOf = (node: number): RequestCounter => connections[node]!.counter(redis.cache.namespace);

    describe.concurrent('like those in memory', () => describeCounter(() => counterOf(0)));

    it('are counted for all nodes together', async () => {
      for (let hits = 1; hits <= 4; hits++) {
        expect((await counterOf(hits % 2).increment('shared', TTL_MS, 3, TTL_MS, 'default')).totalHits).toBe(hits);
      }
      expect((await counterOf(0).increment('shared', TTL_MS, 3, TTL_MS, 'default')).isBlocked).toBe(true);
    });

    it('leave nothing behind', async () => {
      await counterOf(0).increment('passing', 200, 1, 400, 'default');
      await counterOf(0).increment('passing', 200, 1, 400, 'default');
      const own = async (): Promise<string[]> => (await redis.keys()).filter((key) => key.includes('passing'));
      expect((await own()).length).toBeGreaterThan(0);
      await sleep(600);
      expect(await own()).toEqual([]);
    });
  });
