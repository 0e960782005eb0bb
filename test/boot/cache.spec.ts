import { Test } from '@nestjs/testing';
import { Keyv } from 'keyv';
import libsql from 'libsql';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LightApiBootError, LightApiModule } from '../../lib/index.js';
import { checkCacheOptions } from '../../lib/light-api.cache-checks.js';
import { LightApiCaching } from '../../lib/light-api.caching.js';
import type { Resource } from '../../lib/resource/resource.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';

const DATABASE = {
  type: 'better-sqlite3',
  driver: libsql,
  database: ':memory:',
  autoLoadEntities: true,
  synchronize: true,
};
const ENTITIES = [
  { entity: Author, access: 'public' },
  { entity: Book, access: 'public' },
];

/** The whole text that a start with these options ends with; `undefined` where nothing is wrong. */
async function bootMessage(options: object): Promise<string | undefined> {
  const module = LightApiModule.forRoot({ database: DATABASE, entities: ENTITIES, ...options } as object);
  try {
    const app = (await Test.createTestingModule({ imports: [module] }).compile()).createNestApplication({
      logger: false,
    });
    await app.init();
    await app.close();
    return undefined;
  } catch (error) {
    if (!(error instanceof LightApiBootError)) throw error;
    return error.message;
  }
}

function refusal(...problems: readonly string[]): string {
  return [
    `LightApi cannot start: ${problems.length} problem${problems.length > 1 ? 's' : ''}.`,
    '  forRoot',
    ...problems.map((line) => `    ${line}`),
  ].join('\n');
}

afterEach(() => void vi.unstubAllEnvs());

const URL_FIX = '\n           fix: write redis://user:password@host:6379, or rediss://… for TLS';

describe('the options of the cache', () => {
  it('are accepted where they are what they should be', async () => {
    expect(
      await bootMessage({ cache: { maxBytes: 1_000_000, namespace: 'shop', surrogateKeys: true } }),
    ).toBeUndefined();
    expect(await bootMessage({ cache: { store: new Keyv() } })).toBeUndefined();
  });

  it('are refused where they are not, all at once', async () => {
    expect(
      await bootMessage({ cache: { url: 'http://localhost', maxBytes: 0, namespace: '', surrogateKeys: 'yes' } }),
    ).toBe(
      refusal(
        'LA011  cache.url is not the URL of a Redis.' + URL_FIX,
        'LA011  cache.maxBytes is not a whole number of at least 1.',
        'LA011  cache.namespace is not a text.',
        'LA011  cache.surrogateKeys is neither true nor false.',
      ),
    );
  });

  it.each(['redis://', 'redis:// host', 'redis://host/books', 'localhost:6379', 6379])(
    'take no %s for a Redis',
    async (url) => {
      expect(await bootMessage({ cache: { url } })).toBe(
        refusal('LA011  cache.url is not the URL of a Redis.' + URL_FIX),
      );
    },
  );

  it('name one store', async () => {
    expect(await bootMessage({ cache: { url: 'redis://127.0.0.1:1', store: new Keyv() } })).toBe(
      refusal('LA011  cache has a url and a store.\n           fix: leave one of them out'),
    );
    expect(await bootMessage({ cache: { store: new Map() } })).toBe(
      refusal('LA011  cache.store is not a Keyv.\n           fix: write new Keyv({ store: … })'),
    );
  });

  it.each([null, 'redis://127.0.0.1', 5])('are no %s', async (cache) => {
    expect(await bootMessage({ cache })).toBe(refusal('LA011  cache is not an object.'));
  });

  it('are refused under another name', async () => {
    expect(await bootMessage({ cache: { maxByte: 5 } })).toBe(
      refusal('LA010  cache.maxByte is not an option.  Did you mean "cache.maxBytes"?'),
    );
  });
});

describe('LIGHTAPI_REDIS_URL', () => {
  const problem = 'LIGHTAPI_REDIS_URL is not the URL of a Redis.';

  it('is refused where it is no URL of a Redis, without repeating it', async () => {
    vi.stubEnv('LIGHTAPI_REDIS_URL', 'http://me:secret@host');
    expect(await bootMessage({})).toBe(
      ['LightApi cannot start: 1 problem.', '  environment', `    LA033  ${problem}${URL_FIX}`].join('\n'),
    );
  });

  it('gives way to cache.url', async () => {
    vi.stubEnv('LIGHTAPI_REDIS_URL', 'http://host');
    expect(await bootMessage({ cache: { url: 'redis://127.0.0.1:1' } })).toBeUndefined();
  });

  it('may name a Redis that is not there', async () => {
    vi.stubEnv('LIGHTAPI_REDIS_URL', 'redis://127.0.0.1:1');
    expect(await bootMessage({})).toBeUndefined();
  });
});

describe('packages that are not installed', () => {
  it('are missed where Redis is to keep answers', () => {
    const text = new LightApiBootError(checkCacheOptions({ url: 'redis://127.0.0.1' }, undefined)).message;
    expect(text).toBe(
      refusal(
        'LA046  cache-manager-redis-yet, cache-manager or keyv is not installed, and Redis cannot be used without them.' +
          '\n           fix: npm install cache-manager-redis-yet cache-manager keyv@5',
      ),
    );
    expect(checkCacheOptions({ store: new Keyv() }, undefined)).toEqual([]);
    expect(checkCacheOptions({}, undefined)).toEqual([]);
  });

  it('are missed by resources that keep answers, and by no others', () => {
    const caching = new LightApiCaching(undefined, undefined, [], () => Promise.resolve());
    const kept = { name: 'Book', cache: { ttlMs: 1 } } as unknown as Resource;
    const other = { name: 'Author' } as unknown as Resource;
    const problems = caching.missingFor([kept, other].map((resource) => ({ resource, place: 'forRoot' })));
    expect(new LightApiBootError(problems).message).toBe(
      [
        'LightApi cannot start: 1 problem in 1 resource.',
        '  Book (forRoot)',
        '    LA046  answers are to be kept, and the packages for it are not installed, or keyv is not of version 5.',
        '           fix: npm install @nestjs/cache-manager cache-manager keyv@5, or leave cache out',
      ].join('\n'),
    );
  });
});
