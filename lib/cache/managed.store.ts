import type { Cache } from '@nestjs/cache-manager';
import type { CacheStore, StoreEntry } from './cache-store.js';

/** A store in this process, which is always there. */
export class ManagedStore implements CacheStore {
  readonly isUp = true;

  constructor(private readonly cache: Cache) {}

  read(keys: readonly string[]): Promise<readonly unknown[]> {
    return this.cache.mget<unknown>([...keys]);
  }

  async write(entries: readonly StoreEntry[]): Promise<boolean> {
    await this.cache.mset(entries.map(({ key, value, ttlMs }) => ({ key, value, ttl: ttlMs })));
    return true;
  }

  offer(entries: readonly StoreEntry[]): Promise<boolean> {
    return this.write(entries);
  }
}
