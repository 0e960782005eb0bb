import { describe, expect, it } from 'vitest';
import { AnswerCache, cachedQuestion, type KeptAnswer } from '../../../lib/cache/answer-cache.js';
import type { CacheStore, StoreEntry } from '../../../lib/cache/cache-store.js';

/** A store that does what it is told, and can be held up between two steps. */
class MapStore implements CacheStore {
  isUp = true;
  beforeReturn: () => readonly StoreEntry[] = () => [];
  readonly values = new Map<string, unknown>();

  read(keys: readonly string[]): Promise<readonly unknown[] | undefined> {
    return Promise.resolve(this.isUp ? keys.map((key) => this.values.get(key)) : undefined);
  }

  write(entries: readonly StoreEntry[]): Promise<boolean> {
    if (this.isUp) for (const { key, value } of entries) this.values.set(key, value);
    return Promise.resolve(this.isUp);
  }

  offer(entries: readonly StoreEntry[]): Promise<boolean> {
    return this.write(entries);
  }
}

const BOOKS = cachedQuestion('answer:books', ['table:book'], 60_000);
const BOOK_CHANGED = [{ table: 'book', rows: ['7'] }];

function answer(text: string): KeptAnswer {
  return { text, etag: `"${text}"`, link: undefined };
}

/** A computation that is held up until it is told how it ends. */
function held(): { readonly compute: () => Promise<KeptAnswer>; readonly end: (text: string) => void; calls: number } {
  const waiting: ((answer: KeptAnswer) => void)[] = [];
  const computation = {
    calls: 0,
    compute: () => {
      computation.calls++;
      return new Promise<KeptAnswer>((resolve) => waiting.push(resolve));
    },
    end: (text: string) => waiting.shift()!(answer(text)),
  };
  return computation;
}

/** Lets everything run that waits for nothing from outside. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('the answer cache', () => {
  it('computes an answer once, and gives it again', async () => {
    const cache = new AnswerCache(new MapStore());
    const first = await cache.answer(BOOKS, () => Promise.resolve(answer('one')));
    const second = await cache.answer(BOOKS, () => Promise.reject(new Error('asked again')));
    expect(first).toEqual({ answer: answer('one'), isKept: false });
    expect(second).toEqual({ answer: answer('one'), isKept: true });
  });

  it('computes equal questions at the same time once, on a cold key', async () => {
    const cache = new AnswerCache(new MapStore());
    const computation = held();
    const answers = Array.from({ length: 200 }, () => cache.answer(BOOKS, computation.compute));
    await settle();
    expect(computation.calls).toBe(1);
    computation.end('one');
    expect(new Set((await Promise.all(answers)).map(({ answer: found }) => found!.text))).toEqual(new Set(['one']));
  });

  it('never keeps what was read before a change and stored after it', async () => {
    const cache = new AnswerCache(new MapStore());
    const computation = held();
    const early = cache.answer(BOOKS, computation.compute);
    await settle();
    await cache.changed(BOOK_CHANGED);
    computation.end('old');
    expect((await early).answer!.text).toBe('old');
    await settle();
    const late = await cache.answer(BOOKS, () => Promise.resolve(answer('new')));
    expect(late).toEqual({ answer: answer('new'), isKept: false });
  });

  it('gives nobody who asks after a change an answer that was begun before it', async () => {
    for (const isWarm of [false, true]) {
      const cache = new AnswerCache(new MapStore());
      if (isWarm) {
        await cache.answer(cachedQuestion('another', BOOKS.tags, BOOKS.ttlMs), () => Promise.resolve(answer('warm')));
      }
      const computation = held();
      const early = cache.answer(BOOKS, computation.compute);
      await settle();
      await cache.changed(BOOK_CHANGED);
      const late = cache.answer(BOOKS, computation.compute);
      await settle();
      expect(computation.calls).toBe(2);
      computation.end('old');
      computation.end('new');
      expect((await early).answer!.text).toBe('old');
      expect((await late).answer!.text).toBe('new');
    }
  });

  it('does not so either when another node has made the change', async () => {
    const store = new MapStore();
    const [here, there] = [new AnswerCache(store), new AnswerCache(store)];
    const computation = held();
    const early = here.answer(BOOKS, computation.compute);
    await settle();
    await there.changed(BOOK_CHANGED);
    const late = here.answer(BOOKS, computation.compute);
    await settle();
    computation.end('old');
    computation.end('new');
    await early;
    expect((await late).answer!.text).toBe('new');
    await settle();
    expect((await there.answer(BOOKS, () => Promise.reject(new Error('not kept')))).answer!.text).toBe('new');
  });

  it('keeps an answer that does not depend on what was changed', async () => {
    const cache = new AnswerCache(new MapStore());
    await cache.answer(BOOKS, () => Promise.resolve(answer('one')));
    await cache.changed([{ table: 'author', rows: undefined }]);
    expect((await cache.answer(BOOKS, () => Promise.reject(new Error('asked')))).isKept).toBe(true);
  });

  it.each(['table:book', 'everything'])(
    'makes answers worthless when the store has lost the version of %s',
    async (tag) => {
      const store = new MapStore();
      const cache = new AnswerCache(store);
      await cache.answer(BOOKS, () => Promise.resolve(answer('one')));
      store.values.delete(tag);
      expect((await cache.answer(BOOKS, () => Promise.resolve(answer('two')))).answer!.text).toBe('two');
      expect((await cache.answer(BOOKS, () => Promise.reject(new Error('asked')))).answer!.text).toBe('two');
    },
  );

  it('drops everything at once', async () => {
    const cache = new AnswerCache(new MapStore());
    await cache.answer(BOOKS, () => Promise.resolve(answer('one')));
    await cache.clear();
    expect((await cache.answer(BOOKS, () => Promise.resolve(answer('two')))).isKept).toBe(false);
  });

  it('computes each answer while the store is away, and drops everything before it is relied on again', async () => {
    const store = new MapStore();
    const cache = new AnswerCache(store);
    await cache.answer(BOOKS, () => Promise.resolve(answer('one')));
    store.isUp = false;
    expect(cache.isUp).toBe(false);
    expect((await cache.answer(BOOKS, () => Promise.resolve(answer('two')))).answer!.text).toBe('two');
    store.isUp = true;
    await store.write(store.beforeReturn());
    expect((await cache.answer(BOOKS, () => Promise.resolve(answer('three')))).answer!.text).toBe('three');
  });

  it('tells all who wait why there is no answer, and computes the next one anew', async () => {
    const cache = new AnswerCache(new MapStore());
    const fail = (): Promise<never> => settle().then(() => Promise.reject(new Error('no database')));
    const answers = await Promise.allSettled([cache.answer(BOOKS, fail), cache.answer(BOOKS, fail)]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await cache.answer(BOOKS, () => Promise.resolve(answer('one')))).answer!.text).toBe('one');
  });

  it('keeps nothing where there is nothing to keep', async () => {
    const store = new MapStore();
    const cache = new AnswerCache(store);
    expect(await cache.answer(BOOKS, () => Promise.resolve(undefined))).toEqual({ answer: undefined, isKept: false });
    expect(store.values.has(BOOKS.key)).toBe(false);
  });
});
