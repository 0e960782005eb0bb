import { createRequire } from 'node:module';
import { KeyvAdapter, type CacheManagerStore } from 'cache-manager';
import { redisInsStore } from 'cache-manager-redis-yet';
import { Keyv } from 'keyv';

/** What is used of the client that `cache-manager-redis-yet` was written for. */
export interface RedisClient {
  readonly isReady: boolean;
  connect(): Promise<unknown>;
  disconnect(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'ready', listener: () => void): unknown;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

type CreateClient = (options: object) => RedisClient;

/** Time to wait for the first connection, in milliseconds; without one an application starts all the same. */
const FIRST_CONNECTION_MS = 500;
const CONNECT_TIMEOUT_MS = 500;
const LONGEST_PAUSE_MS = 500;
const PING_INTERVAL_MS = 2_000;
/** Commands without an answer: more than a request ever waits for. */
const MAX_QUEUED = 10_000;

/**
 * A connection to Redis that never stops the process, never keeps a command for later and is made anew for as long as it
 * takes.
 */
export class RedisConnection {
  private readonly errorListeners: ((error: Error) => void)[] = [];

  private constructor(readonly client: RedisClient) {
    client.on('error', (error) => {
      for (const listener of this.errorListeners) listener(error);
    });
  }

  /** Answers when it is connected, or when it is clear that this takes longer. */
  static async open(url: string): Promise<RedisConnection> {
    const connection = new RedisConnection(createClient(url));
    const { client } = connection;
    const isThere = new Promise<void>((resolve) => client.on('ready', resolve));
    let timer: NodeJS.Timeout | undefined;
    const isLate = new Promise<void>((resolve) => (timer = setTimeout(resolve, FIRST_CONNECTION_MS)));
    // Errors are told to the listeners, and it is tried again.
    client.connect().catch(() => undefined);
    await Promise.race([isThere, isLate]);
    clearTimeout(timer);
    return connection;
  }

  /** @param namespace begins every key, so that applications that share a Redis do not share answers. */
  store(namespace: string): Keyv {
    const { client } = this;
    const store = {
      ...redisInsStore(client as never),
      // FLUSHDB would take the keys of others along.
      reset: () => Promise.resolve(),
      on: (event: string, listener: (error: Error) => void) => {
        if (event === 'error') this.errorListeners.push(listener);
      },
    };
    return new Keyv({
      store: new KeyvAdapter(store as unknown as CacheManagerStore),
      namespace,
      serialize: undefined,
      deserialize: undefined,
    });
  }

  async close(): Promise<void> {
    await this.client.disconnect().catch(() => undefined);
  }
}

function createClient(url: string): RedisClient {
  // The client that the store was written for, whichever others the application has.
  const { createClient: create } = createRequire(import.meta.resolve('cache-manager-redis-yet'))('redis') as {
    createClient: CreateClient;
  };
  return create({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_QUEUED,
    pingInterval: PING_INTERVAL_MS,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepAlive: 5_000,
      reconnectStrategy: (retries: number) => Math.min(50 * (retries + 1), LONGEST_PAUSE_MS),
    },
  });
}
