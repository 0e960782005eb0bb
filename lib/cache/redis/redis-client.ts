import { createRequire } from 'node:module';

/** What is used of the client that `cache-manager-redis-yet` was written for. */
export interface RedisClient {
  readonly isReady: boolean;
  connect(): Promise<unknown>;
  disconnect(): Promise<void>;
  /** Lets the process end while it is connected. */
  unref(): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'ready', listener: () => void): unknown;
  get(key: string): Promise<string | null>;
  set(key: string, value: string, options?: object): Promise<unknown>;
  mGet(keys: string[]): Promise<(string | null)[]>;
  del(keys: string | string[]): Promise<number>;
  ping(): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

type CreateClient = (options: object) => RedisClient;

const CONNECT_TIMEOUT_MS = 500;
const LONGEST_PAUSE_MS = 500;
/** Commands without an answer: more than a request ever waits for. */
const MAX_QUEUED = 10_000;

/** Makes the client that the store was written for, whichever others the application has. */
export function createRedisClient(url: string): RedisClient {
  const { createClient } = createRequire(import.meta.resolve('cache-manager-redis-yet'))('redis') as {
    createClient: CreateClient;
  };
  return createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_QUEUED,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepAlive: 5_000,
      reconnectStrategy: (retries: number) => Math.min(50 * (retries + 1), LONGEST_PAUSE_MS),
    },
  });
}
