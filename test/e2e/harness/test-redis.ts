import { createRedisClient, type RedisClient } from '../../../lib/cache/redis/redis-client.js';
import { TcpProxy } from './tcp-proxy.js';

/** A part of a Redis that nothing else uses, behind a proxy that can take it away. */
export interface TestRedis {
  /** For `cache: { url, namespace }`. */
  readonly cache: { readonly url: string; readonly namespace: string };
  readonly proxy: TcpProxy;
  /** Its own keys, past the proxy. */
  keys(): Promise<string[]>;
  /** Removes all of its own keys, past the proxy, and none of others. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

let created = 0;

export async function createTestRedis(): Promise<TestRedis> {
  const url = redisUrl();
  const namespace = `lightapi_test_${process.pid}_${++created}`;
  const proxy = await TcpProxy.start(url.hostname, Number(url.port || 6379));
  const client = await connectTo(url.href);
  const proxied = new URL(url);
  proxied.hostname = '127.0.0.1';
  proxied.port = String(proxy.port);
  const eachKey = (script: string): Promise<unknown> =>
    client.eval(`local keys = redis.call('KEYS', ARGV[1]) ${script}`, { keys: [], arguments: [`${namespace}:*`] });
  const flush = async (): Promise<void> => {
    await eachKey(`for _, key in ipairs(keys) do redis.call('DEL', key) end`);
  };
  return {
    cache: { url: proxied.href, namespace },
    proxy,
    keys: async () => (await eachKey('return keys')) as string[],
    flush,
    close: async () => {
      await flush();
      await client.disconnect();
      await proxy.close();
    },
  };
}

function redisUrl(): URL {
  const url = process.env.LIGHTAPI_TEST_REDIS_URL;
  if (!url) throw new Error('LIGHTAPI_TEST_REDIS_URL is not set and no Redis was found: see `npm run services`');
  return new URL(url);
}

async function connectTo(url: string): Promise<RedisClient> {
  const client = createRedisClient(url);
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
