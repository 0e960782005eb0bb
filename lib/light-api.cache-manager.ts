import { CACHE_MANAGER, CacheModule, type Cache } from '@nestjs/cache-manager';
import type { DynamicModule } from '@nestjs/common';
import { Keyv } from 'keyv';
import { DEFAULT_CACHE_BYTES, DEFAULT_NAMESPACE } from './cache/cache.options.js';
import { ManagedStore } from './cache/managed.store.js';
import type { CacheStore } from './cache/cache-store.js';
import { MemoryStore } from './cache/memory.store.js';
import type { RedisConnection } from './cache/redis/redis-connection.js';
import { WATCH, WatchedStore } from './cache/watched.store.js';
import { soundCacheOptions } from './light-api.cache-checks.js';
import { LIGHT_API_REDIS } from './light-api.constants.js';
import { LIGHT_API_OPTIONS } from './light-api.module-definition.js';
import type { LightApiRuntimeOptions } from './light-api.options.js';

export { CACHE_MANAGER };

/** The cache of `@nestjs/cache-manager` over the store that the options name. */
export function cacheManagerModule(): DynamicModule {
  return CacheModule.registerAsync({
    inject: [LIGHT_API_OPTIONS, { token: LIGHT_API_REDIS, optional: true }],
    useFactory: ({ cache }: LightApiRuntimeOptions, redis?: RedisConnection) => {
      const { store, namespace = DEFAULT_NAMESPACE, maxBytes } = soundCacheOptions(cache);
      const given = (store ?? redis?.store(namespace)) as Keyv | undefined;
      return { stores: [given ?? memoryStore(maxBytes)] };
    },
  });
}

/** Whether keyv keeps values in a store as it is given, as version 5 does, which `cache-manager` is made for. */
export function isKeyvKnown(): boolean {
  const { store } = memoryStore();
  return store instanceof MemoryStore;
}

/** Values stay as they are in memory. */
function memoryStore(maxBytes = DEFAULT_CACHE_BYTES): Keyv {
  const store = new MemoryStore(maxBytes);
  return new Keyv({ store, useKeyPrefix: false, serialize: undefined, deserialize: undefined });
}

/** The store behind the cache: watched where it is not in this process. */
export function storeOf(cache: Cache, options: LightApiRuntimeOptions, redis?: RedisConnection): CacheStore {
  // It would be closed before the last writes are told to the other nodes.
  (cache as Cache & { onModuleDestroy?: () => void }).onModuleDestroy = () => undefined;
  const [keyv] = cache.stores;
  const hasOwnStore = soundCacheOptions(options.cache).store !== undefined;
  if (!hasOwnStore && redis === undefined) return new ManagedStore(cache, keyv!.store as MemoryStore);
  return new WatchedStore(cache, WATCH, () => (hasOwnStore ? undefined : redis?.failure));
}
