import { setTimeout as sleep } from 'node:timers/promises';
import type { Keyv } from 'keyv';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { RedisConnection } from '../../lib/cache/redis/redis-connection.js';
import { areChosen } from '../e2e/harness/chosen.js';
import { createTestRedis, type TestRedis } from '../e2e/harness/test-redis.js';
import { waitOf } from '../e2e/harness/durations.js';

if (areChosen('redis'))
  describe('a connection to Redis', () => {
    let redis: TestRedis;
    const connections: RedisConnection[] = [];
    beforeAll(async () => void (redis = await createTestRedis()));
    afterEach(async () => {
      redis.proxy.comeBack();
      for (const connection of connections.splice(0)) await connection.close();
      await redis.flush();
    });
    afterAll(() => redis.close());

    async function open(url = redis.cache.url, everyMs = 1_000): Promise<RedisConnection> {
      const connection = await RedisConnection.open(url, { everyMs });
      connections.push(connection);
      return connection;
    }

    const errorsOf = (store: Keyv): string[] => {
      const errors: string[] = [];
      store.on('error', (error: Error) => void errors.push(error.message));
      return errors;
    };

    it('keeps values of one namespace apart from those of others', async () => {
      const connection = await open();
      const names = ['one', 'two'].map((name) => `${redis.cache.namespace}:${name}`);
      const [one, two] = names.map((name) => connection.store(name) as Keyv) as [Keyv, Keyv];
      await one.set('key', ['a'], 60_000);
      await two.set('key', ['b'], 60_000);
      expect(await one.getMany(['key', 'none'])).toEqual([['a'], undefined]);
      expect(await two.getMany(['key'])).toEqual([['b']]);
      expect((await redis.keys()).sort()).toEqual(names.map((name) => `${name}:key`));
    });

    it('removes nothing that is not its own, and clears nothing at all', async () => {
      const connection = await open();
      const others = connection.store(`${redis.cache.namespace}:others`) as Keyv;
      const own = connection.store(`${redis.cache.namespace}:own`) as Keyv;
      await others.set('key', 'theirs', 60_000);
      await own.set('key', 'ours', 60_000);
      await own.delete('key');
      await own.clear();
      expect(await own.get('key')).toBeUndefined();
      expect(await others.get('key')).toBe('theirs');
    });

    it('keeps values for their time', async () => {
      const store = (await open()).store(redis.cache.namespace);
      await store.set('key', 'value', 100);
      await sleep(150);
      expect(await redis.keys()).toEqual([]);
    });

    it('that cannot be made keeps nobody waiting, says why, and is made later', async () => {
      redis.proxy.refuse();
      let connection!: Awaited<ReturnType<typeof open>>;
      expect(await waitOf(async () => (connection = await open()))).toBeLessThan(900);
      expect(connection.failure?.message).toMatch(/ECONNRESET|closed/);
      await expect((connection.store(redis.cache.namespace) as Keyv).getMany(['key'])).rejects.toThrow(
        'The client is offline',
      );
      redis.proxy.comeBack();
      await vi.waitFor(() => expect(connection.failure).toBeUndefined(), { timeout: 1_500 });
    });

    it('that the server refuses says what the server says', async () => {
      const url = new URL(redis.cache.url);
      url.username = 'nobody';
      url.password = 'wrong';
      expect((await open(url.href)).failure?.message).toMatch(/^WRONGPASS|^ERR/);
    });

    it('that was broken fails at once, tells of it, and is made anew', async () => {
      const connection = await open();
      const store = connection.store(redis.cache.namespace) as Keyv;
      const errors = errorsOf(store);
      redis.proxy.kill();
      await vi.waitFor(() => expect(errors).not.toEqual([]));
      await vi.waitFor(async () => expect(await store.set('key', 'value')).toBe(true), { timeout: 1_500 });
      expect(await store.get('key')).toBe('value');
    });

    it('that is open and leads nowhere is found out, and makes way for a new one', async () => {
      const connection = await open(redis.cache.url, 100);
      const store = connection.store(redis.cache.namespace) as Keyv;
      const errors = errorsOf(store);
      const asked = store.getMany(['key']);
      expect(await asked).toEqual([undefined]);
      redis.proxy.bury();
      const lost = store.getMany(['key']);
      // What was asked of it is not waited for any longer.
      await expect(lost).rejects.toThrow('Disconnects client');
      expect(errors).toEqual(['it does not answer']);
      await vi.waitFor(() => expect(connection.failure).toBeUndefined());
      await store.set('key', 'value');
      expect(await store.get('key')).toBe('value');
    });

    it('that was made while nobody answered is made anew, too', async () => {
      redis.proxy.freeze();
      const connection = await open(redis.cache.url, 100);
      expect(connection.failure?.message).toBe('it does not answer');
      redis.proxy.bury();
      redis.proxy.comeBack();
      await vi.waitFor(() => expect(connection.failure).toBeUndefined());
    });

    it('that is closed is not made again', async () => {
      const connection = await open(redis.cache.url, 50);
      await connection.close();
      await sleep(200);
      expect(connection.failure).toBeDefined();
      await expect(connection.counter('n').increment('key', 1, 1, 1)).rejects.toThrow('The client is closed');
    });
  });
