import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { JsonText } from '../../lib/common/json-text.js';
import { LightApiError } from '../../lib/common/light-api.error.js';
import { IdempotencyEntry } from '../../lib/index.js';
import type { IdempotencyClaim, KeptAnswer } from '../../lib/repository/idempotency-store.js';
import type { StoredItem } from '../../lib/repository/resource-repository.js';
import { TypeormIdempotencyStore } from '../../lib/repository/typeorm/idempotency/typeorm-idempotency.store.js';
import { runTransaction } from '../../lib/repository/typeorm/run-transaction.js';
import { createTestDatabase, type TestDatabase } from '../e2e/harness/test-databases.js';
import { chosenEngines } from '../e2e/harness/chosen.js';
import { waitOf } from '../e2e/harness/durations.js';

const CLAIM: IdempotencyClaim = { space: ['Order', 'ada'], key: 'one', fingerprint: 'f', retentionMs: 60_000 };
/** Of a text that no re-written JSON would be equal to, and longer than a TEXT column of MariaDB. */
const ROW = new JsonText(
  `{ "b":1.0,"a":"\\u00e9 \\\\ '' \\u0000 😀 ${'x'.repeat(100_000)}", "id":12345678901234567890 }`,
);
const ITEM: StoredItem = { row: ROW, key: ['7', 'a/b "c"'], version: '3' };

describe.each(chosenEngines())('the idempotency store (%s)', (engine) => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let store: TypeormIdempotencyStore;

  beforeAll(async () => {
    database = await createTestDatabase(engine);
    const options = { ...(database.options as DataSourceOptions), entities: [IdempotencyEntry] } as DataSourceOptions;
    dataSource = await new DataSource(options).initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  beforeEach(async () => {
    await dataSource.getRepository(IdempotencyEntry).clear();
    store = new TypeormIdempotencyStore(dataSource);
  });

  const entries = (): Promise<number> => dataSource.getRepository(IdempotencyEntry).count();
  /** Claims, and keeps the item where nothing was kept; `work` runs in between. */
  const once = (change: Partial<IdempotencyClaim> = {}, item = ITEM, work = async () => {}) =>
    runTransaction(dataSource, async (): Promise<KeptAnswer | undefined> => {
      const claim = { ...CLAIM, ...change };
      const kept = await store.claim(claim);
      if (kept !== undefined) return kept;
      await work();
      await store.keep(claim, item);
      return undefined;
    });
  const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('gives an answer back as it was, byte for byte', async () => {
    expect(await once()).toBeUndefined();
    const kept = await once();
    expect(kept).toEqual({ isSame: true, item: ITEM });
    expect(kept!.item.row.text).toBe(ROW.text);
    const bare: StoredItem = { row: new JsonText('{}'), key: ['1'], version: undefined };
    await once({ key: 'two' }, bare);
    expect((await once({ key: 'two' }))!.item).toEqual(bare);
  });

  it('tells another request from the same one', async () => {
    await once();
    expect(await once({ fingerprint: 'g' })).toEqual({ isSame: false, item: ITEM });
    expect(await once({ fingerprint: 'F' })).toMatchObject({ isSame: false });
  });

  it('keeps keys apart that differ in case, accents, spaces at the end, length, owner or resource', async () => {
    const long = 'k'.repeat(255);
    const claims = [
      { key: 'key' },
      { key: 'KEY' },
      { key: 'këy' },
      { key: 'key ' },
      { key: long },
      { key: `${long}k` },
      { space: ['Order', 'eve'] },
      { space: ['Invoice', 'ada'] },
      { space: ['Order'], key: 'ada' },
      { space: ['Order', 'ada', 'one'], key: '' },
      { space: ['Order","ada'] },
    ];
    for (const claim of claims) expect(await once(claim)).toBeUndefined();
    expect(await entries()).toBe(claims.length);
    for (const claim of claims) expect(await once(claim)).toMatchObject({ isSame: true });
  });

  it('keeps nothing of a transaction that is rolled back', async () => {
    const failing = once({}, ITEM, () => Promise.reject(new Error('the row was refused')));
    await expect(failing).rejects.toThrow('the row was refused');
    expect(await entries()).toBe(0);
    expect(await once()).toBeUndefined();
  });

  it('lets one of many that come at once do the work, and the others wait for its answer', async () => {
    for (let round = 0; round < 10; round++) {
      let worked = 0;
      const claims = Array.from({ length: 12 }, () =>
        once({ key: `round ${round}` }, ITEM, async () => {
          worked++;
          await sleep(5);
        }),
      );
      const kept = await Promise.all(claims);
      expect(kept.filter((answer) => answer === undefined)).toHaveLength(1);
      expect(worked).toBe(1);
    }
    expect(await entries()).toBe(10);
  });

  it('lets the next one do the work when the first of many fails', async () => {
    let attempts = 0;
    const claims = Array.from({ length: 8 }, () =>
      once({}, ITEM, async () => {
        await sleep(20);
        if (attempts++ === 0) throw new Error('the row was refused');
      }),
    );
    const ends = await Promise.allSettled(claims);
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(attempts).toBe(2);
    expect(await entries()).toBe(1);
  });

  it('counts an entry as absent when its time is over, for one of many', async () => {
    await once({ retentionMs: -1 });
    const other = { ...ITEM, key: ['8'] };
    const kept = await Promise.all(Array.from({ length: 6 }, () => once({ fingerprint: 'g' }, other, () => sleep(5))));
    expect(kept.filter((answer) => answer === undefined)).toHaveLength(1);
    for (const answer of kept.filter((one) => one !== undefined)) expect(answer).toEqual({ isSame: true, item: other });
    expect(await entries()).toBe(1);
  });

  it('purges what has expired, in the background and in parts, and at most once a minute', async () => {
    const expired = Array.from({ length: 1200 }, (_, index) => entryOf(`old ${index}`, Date.now() - 1));
    await dataSource.getRepository(IdempotencyEntry).insert([...expired, entryOf('young', Date.now() + 60_000)]);
    store.purgeSometimes();
    for (let waited = 0; waited < 200 && (await entries()) > 1; waited++) await sleep(10);
    expect(await entries()).toBe(1);
    await dataSource.getRepository(IdempotencyEntry).insert(entryOf('old again', Date.now() - 1));
    store.purgeSometimes();
    await sleep(50);
    expect(await entries()).toBe(2);
  });

  it('purges outside of the transaction that happens to be open', async () => {
    await dataSource.getRepository(IdempotencyEntry).insert(entryOf('old', Date.now() - 1));
    const failing = runTransaction(dataSource, async () => {
      store.purgeSometimes();
      await sleep(20);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    for (let waited = 0; waited < 200 && (await entries()) > 0; waited++) await sleep(10);
    expect(await entries()).toBe(0);
  });

  it('refuses to take a key outside of a transaction', async () => {
    expect(await errorOf(store.claim(CLAIM))).toBeInstanceOf(TypeError);
    expect(await entries()).toBe(0);
  });

  it('answers 409 with Retry-After when the first one takes too long', { timeout: 30_000 }, async () => {
    let end!: () => void;
    const pause = new Promise<void>((resolve) => (end = resolve));
    const first = once({}, ITEM, () => pause);
    await sleep(50);
    let error: unknown;
    expect(await waitOf(async () => (error = await errorOf(once())))).toBeLessThan(6_000);
    // On SQLite nobody else writes meanwhile, whatever the key.
    expect(error).toMatchObject({ code: engine === 'sqlite' ? 'LA412' : 'LA304', headers: { 'Retry-After': '1' } });
    expect(error).toBeInstanceOf(LightApiError);
    end();
    expect(await first).toBeUndefined();
    expect(await once()).toEqual({ isSame: true, item: ITEM });
  });
});

function entryOf(id: string, expiresAt: number): Partial<IdempotencyEntry> {
  return { id, fingerprint: '', answer: null, expiresAt };
}
