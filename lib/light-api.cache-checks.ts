import type { CacheOptions } from './cache/cache.options.js';
import type { BootProblem } from './compiler/boot.error.js';
import { BAD_REDIS_URL, isRedisUrl, readEnvironment } from './config/environment.js';

/** The address of the Redis that is asked for; it may be none. */
export function redisUrlOf(cache: CacheOptions | undefined): string | undefined {
  return cache?.url ?? readEnvironment().environment.redisUrl;
}

/** What is wrong with the values of `cache`, and with the variable that stands in for `cache.url`. */
export function checkCacheOptions(cache: CacheOptions | undefined, redis: unknown): BootProblem[] {
  const problems = cache?.url === undefined ? problemsOfEnvironment() : [];
  const report = (problem: Omit<BootProblem, 'place'>): void => void problems.push({ ...problem, place: 'forRoot' });
  const { url, store, maxBytes, namespace, surrogateKeys } = (cache ?? {}) as Readonly<Record<string, unknown>>;
  if (url !== undefined && (typeof url !== 'string' || !isRedisUrl(url))) {
    report({ code: 'LA011', message: `cache.url ${BAD_REDIS_URL.message}`, fix: BAD_REDIS_URL.fix });
  } else if (store === undefined && redis === undefined && redisUrlOf(cache) !== undefined) {
    report({
      code: 'LA046',
      message:
        'cache-manager-redis-yet, cache-manager or keyv is not installed, and Redis cannot be used without them.',
      fix: 'npm install cache-manager-redis-yet cache-manager keyv@5',
    });
  }
  if (url !== undefined && store !== undefined) {
    report({ code: 'LA011', message: 'cache has a url and a store.', fix: 'leave one of them out' });
  }
  if (store !== undefined && !isKeyv(store)) {
    report({ code: 'LA011', message: 'cache.store is not a Keyv.', fix: 'write new Keyv({ store: … })' });
  }
  if (maxBytes !== undefined && !isCount(maxBytes)) {
    report({ code: 'LA011', message: 'cache.maxBytes is not a whole number of at least 1.' });
  }
  if (namespace !== undefined && !isText(namespace)) {
    report({ code: 'LA011', message: 'cache.namespace is not a text.' });
  }
  if (surrogateKeys !== undefined && typeof surrogateKeys !== 'boolean') {
    report({ code: 'LA011', message: 'cache.surrogateKeys is neither true nor false.' });
  }
  return problems;
}

function problemsOfEnvironment(): BootProblem[] {
  return readEnvironment()
    .problems.filter(({ variable }) => variable === 'LIGHTAPI_REDIS_URL')
    .map(({ variable, message, fix }) => ({
      code: 'LA033',
      place: 'environment',
      message: `${variable} ${message}`,
      fix,
    }));
}

/** The options that can be used, so that the others are told of together, and not by what would fail first. */
export function soundCacheOptions(
  cache: CacheOptions | undefined,
): Pick<CacheOptions, 'store' | 'maxBytes' | 'namespace'> {
  const { store, maxBytes, namespace } = cache ?? {};
  return {
    store: isKeyv(store) ? store : undefined,
    maxBytes: isCount(maxBytes) ? maxBytes : undefined,
    namespace: isText(namespace) ? namespace : undefined,
  };
}

/** By what it can do: it may come from another copy of the package. */
function isKeyv(value: unknown): boolean {
  const { getMany, on } = (value ?? {}) as { readonly getMany?: unknown; readonly on?: unknown };
  return typeof getMany === 'function' && typeof on === 'function';
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
