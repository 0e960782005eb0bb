import type { Cache } from '@nestjs/cache-manager';
import type { CacheStore, StoreEntry } from './cache-store.js';
import type { MemoryStore } from './memory.store.js';

/** A store in this process, which is always there. */
export class ManagedStore implements CacheStore {
  readonly isUp = true;

  /** @param memory that the cache keeps its values in */
  constructor(
    private readonly cache: Cache,
    private readonly memory: MemoryStore,
  ) {}

  read(keys: readonly string[]): Promise<readonly unknown[]> {
    return Promise.resolve(this.peek(keys));
  }

  /** Past the cache, whose promises would take longer than all the rest of an answer. */
  peek(keys: readonly string[]): readonly unknown[] {
    return this.memory.valuesOf(keys);
  }

  async write(entries: readonly StoreEntry[]): Promise<boolean> {
    await this.cache.mset(entries.map(({ key, value, ttlMs }) => ({ key, value, ttl: ttlMs })));
    return true;
  }

  offer(entries: readonly StoreEntry[]): Promise<boolean> {
    return this.write(entries);
  }
}
