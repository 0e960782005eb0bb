import { KeyvAdapter, type CacheManagerStore } from 'cache-manager';
import { redisInsStore } from 'cache-manager-redis-yet';
import { Keyv } from 'keyv';
import type { KeyvLike } from '../cache.options.js';
import { createRedisClient, type RedisClient } from './redis-client.js';
import { RedisCounter } from './redis-counter.js';

/** How a connection is watched. */
export interface HeartbeatOptions {
  /** Time between two questions whether the server is there, in milliseconds; the next one takes a silent one for gone. */
  readonly everyMs: number;
}

/** Time to wait for the first connection, in milliseconds; without one an application starts all the same. */
const FIRST_CONNECTION_MS = 500;
const HEARTBEAT: HeartbeatOptions = { everyMs: 1_000 };

/**
 * A connection to Redis that never stops the process, never keeps a command for later and is made anew for as long as it
 * takes: also where nobody has closed it and nobody answers any more, of which a network says nothing for minutes.
 */
export class RedisConnection {
  private readonly errorListeners: ((error: Error) => void)[] = [];
  private readonly heartbeat: NodeJS.Timeout;
  private client: RedisClient;
  /** Whether anything was heard of the server since the last beat, be it that it refuses. */
  private isHeard = true;
  private error: Error | undefined;
  private isClosed = false;

  private constructor(
    private readonly url: string,
    { everyMs }: HeartbeatOptions,
  ) {
    this.client = this.connect();
    this.heartbeat = setInterval(() => this.beat(), everyMs).unref();
  }

  /** Answers when it is connected, or when it is clear that this takes longer. */
  static async open(url: string, heartbeat: HeartbeatOptions = HEARTBEAT): Promise<RedisConnection> {
    const connection = new RedisConnection(url, heartbeat);
    const isThere = new Promise<void>((resolve) => connection.client.on('ready', resolve));
    let timer: NodeJS.Timeout | undefined;
    const isLate = new Promise<void>((resolve) => (timer = setTimeout(resolve, FIRST_CONNECTION_MS)));
    await Promise.race([isThere, isLate]);
    clearTimeout(timer);
    return connection;
  }

  /** Why it cannot be used at the moment; `undefined` where it can. */
  get failure(): Error | undefined {
    return this.client.isReady ? undefined : (this.error ?? new Error('there is no connection yet'));
  }

  /** @param namespace begins every key, so that applications that share a Redis do not share answers. */
  store(namespace: string): KeyvLike {
    const store = {
      ...redisInsStore(this.commands() as never),
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

  /** @param namespace begins every key, so that applications that share a Redis do not share counts. */
  counter(namespace: string): RedisCounter {
    return new RedisCounter((script, options) => this.client.eval(script, options), namespace);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.heartbeat);
    await discard(this.client);
  }

  /** Of whichever client there is when a command is given. */
  private commands(): Partial<RedisClient> {
    return {
      get: (key) => this.client.get(key),
      set: (key, value, options) => this.client.set(key, value, options),
      mGet: (keys) => this.client.mGet(keys),
      del: (keys) => this.client.del(keys),
    };
  }

  private connect(): RedisClient {
    const client = createRedisClient(this.url);
    client.on('error', (error) => {
      if (this.client !== client) return;
      this.isHeard = true;
      this.tell(error);
    });
    client.on('ready', () => {
      // It was let go of while it connected, which cannot be stopped.
      if (this.isClosed || this.client !== client) return client.unref();
      this.isHeard = true;
      this.error = undefined;
    });
    // Errors are told to the listeners, and it is tried again.
    client.connect().catch(() => undefined);
    return client;
  }

  private tell(error: Error): void {
    this.error = error;
    for (const listener of this.errorListeners) listener(error);
  }

  /** Asks whether the server is there; a client that has heard nothing since the last time makes way for a new one. */
  private beat(): void {
    const silent = this.client;
    if (!this.isHeard) {
      this.client = this.connect();
      this.tell(new Error('it does not answer'));
      void discard(silent);
    }
    this.isHeard = false;
    const { client } = this;
    client.ping().then(
      () => {
        if (this.client === client) this.isHeard = true;
      },
      () => undefined,
    );
  }
}

async function discard(client: RedisClient): Promise<void> {
  await client.disconnect().catch(() => undefined);
}
