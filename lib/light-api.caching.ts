import type { Cache } from '@nestjs/cache-manager';
import type { DynamicModule, FactoryProvider, Provider } from '@nestjs/common';
import { AnswerCache } from './cache/answer-cache.js';
import { AnswerKeeping } from './cache/answer-keeping.js';
import type { RedisConnection } from './cache/redis/redis-connection.js';
import type { BootProblem } from './compiler/boot.error.js';
import { isRedisUrl } from './config/environment.js';
import { checkCacheOptions, redisUrlOf } from './light-api.cache-checks.js';
import { LIGHT_API_REDIS } from './light-api.constants.js';
import type { LinkedFeature } from './light-api.linked-feature.js';
import { LIGHT_API_OPTIONS } from './light-api.module-definition.js';
import type { LightApiRuntimeOptions } from './light-api.options.js';
import { lookupIn } from './light-api.repository-lookup.js';
import type { Resource } from './resource/resource.js';
import { isInTransaction } from './repository/typeorm/transaction.js';
import { ResourceRegistry } from './resource/resource.registry.js';

/** What keeps answers in a running application. */
export class LightApiCaching {
  constructor(
    /** `undefined` where the packages for it are not installed. */
    readonly answers: AnswerCache | undefined,
    /** Stands between all that others have a part in, and closes last. */
    readonly redis: RedisConnection | undefined,
    readonly problems: readonly BootProblem[],
    private readonly closeStore: () => Promise<void>,
  ) {}

  /** What is missing for resources that keep answers. */
  missingFor(placed: readonly PlacedResource[]): BootProblem[] {
    if (this.answers !== undefined) return [];
    return placed
      .filter(({ resource }) => resource.cache !== undefined)
      .map(({ resource, place }) => ({
        code: 'LA046',
        resource: resource.name,
        place,
        message: 'answers are to be kept, and the packages for it are not installed, or keyv is not of version 5.',
        fix: 'npm install @nestjs/cache-manager cache-manager keyv@5, or leave cache out',
      }));
  }

  close(): Promise<void> {
    return this.closeStore();
  }
}

interface PlacedResource {
  readonly resource: Resource;
  readonly place: string;
}

/** What caching adds to the module of `forRoot`. */
export interface CachingParts {
  readonly imports: NonNullable<DynamicModule['imports']>;
  readonly providers: Provider[];
  readonly exports: (symbol | typeof AnswerKeeping)[];
}

/** The token of `@nestjs/cache-manager`, which an application need not have. */
const CACHE_MANAGER = 'CACHE_MANAGER';

/** A module for applications that keep no answers, and have no packages for it. */
class NoCacheManagerModule {}

export function createCachingParts(): CachingParts {
  return {
    imports: [managerModule()],
    providers: [redisProvider(), cachingProvider(), keepingProvider()],
    exports: [LIGHT_API_REDIS, AnswerKeeping],
  };
}

async function managerModule(): Promise<DynamicModule> {
  const loaded = await loadManager();
  return loaded?.cacheManagerModule() ?? { module: NoCacheManagerModule };
}

type Manager = typeof import('./light-api.cache-manager.js');

/** `undefined` where the packages are not installed as needed, which matters only to those who keep answers. */
async function loadManager(): Promise<Manager | undefined> {
  const loaded = await ifInstalled(() => import('./light-api.cache-manager.js'));
  return loaded?.isKeyvKnown() === true ? loaded : undefined;
}

function redisProvider(): FactoryProvider<RedisConnection | undefined> {
  return {
    provide: LIGHT_API_REDIS,
    inject: [LIGHT_API_OPTIONS],
    useFactory: async ({ cache }: LightApiRuntimeOptions) => {
      const url = redisUrlOf(cache);
      if (url === undefined || !isRedisUrl(url)) return undefined;
      const loaded = await ifInstalled(() => import('./cache/redis/redis-connection.js'));
      return loaded?.RedisConnection.open(url);
    },
  };
}

function cachingProvider(): FactoryProvider<LightApiCaching> {
  return {
    provide: LightApiCaching,
    inject: [LIGHT_API_OPTIONS, { token: LIGHT_API_REDIS, optional: true }, { token: CACHE_MANAGER, optional: true }],
    useFactory: async (options: LightApiRuntimeOptions, redis: RedisConnection | undefined, cache?: Cache) => {
      const problems = checkCacheOptions(options.cache, redis);
      const loaded = cache === undefined ? undefined : await loadManager();
      const store = cache && loaded?.storeOf(cache, options, redis);
      return new LightApiCaching(store && new AnswerCache(store), redis, problems, async () => {
        store?.close?.();
        await cache?.disconnect();
        await redis?.close();
      });
    },
  };
}

function keepingProvider(): FactoryProvider<AnswerKeeping> {
  return {
    provide: AnswerKeeping,
    inject: [LightApiCaching, LIGHT_API_OPTIONS, ResourceRegistry],
    useFactory: (
      { answers }: LightApiCaching,
      { cache }: LightApiRuntimeOptions,
      registry: ResourceRegistry<LinkedFeature>,
    ) => new AnswerKeeping(answers, lookupIn(registry), isInTransaction, cache?.surrogateKeys === true),
  };
}

async function ifInstalled<Loaded>(importIt: () => Promise<Loaded>): Promise<Loaded | undefined> {
  try {
    return await importIt();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    return undefined;
  }
}
