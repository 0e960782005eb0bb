import { setTimeout as sleep } from 'node:timers/promises';
import libsql from 'libsql';
import { DataSource, EntitySchema } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withWriteLock } from '../../../lib/repository/typeorm/write-lock.js';

const Note = new EntitySchema<{ id: number; text: string }>({
  name: 'Note',
  columns: { id: { type: Number, primary: true, generated: true }, text: { type: String, unique: true } },
});

describe('withWriteLock', () => {
  let dataSource: DataSource;

  beforeEach(async () => {
    dataSource = await new DataSource({
      type: 'better-sqlite3',
      driver: libsql,
      database: ':memory:',
      entities: [Note],
      synchronize: true,
    }).initialize();
  });

  afterEach(async () => {
    vi.useRealTimers();
    if (dataSource.isInitialized) await dataSource.destroy();
  });

  const texts = async (): Promise<string[]> =>
    (await dataSource.getRepository(Note).find({ order: { id: 'ASC' } })).map((note) => note.text);

  const rolledBack = (index: number): Promise<unknown> =>
    dataSource.transaction(async (manager) => {
      await manager.insert(Note, { text: `theirs ${index}` });
      throw new Error('rolled back');
    });

  it('runs writes one after another, in the order in which they were asked for', async () => {
    const events: string[] = [];
    const write = (name: string, pauseMs: number): Promise<string> =>
      withWriteLock(dataSource, async () => {
        events.push(`${name} begins`);
        await sleep(pauseMs);
        events.push(`${name} ends`);
        return name;
      });
    expect(await Promise.all([write('first', 15), write('second', 5), write('third', 0)])).toEqual([
      'first',
      'second',
      'third',
    ]);
    expect(events).toEqual([
      'first begins',
      'first ends',
      'second begins',
      'second ends',
      'third begins',
      'third ends',
    ]);
  });

  it('goes on after a write that failed, and hands its error back', async () => {
    const failing = withWriteLock(dataSource, () => Promise.reject(new Error('broken')));
    const following = withWriteLock(dataSource, () => 'done');
    await expect(failing).rejects.toThrow('broken');
    await expect(following).resolves.toBe('done');
  });

  it('lets a write inside a write join it', async () => {
    await expect(withWriteLock(dataSource, () => withWriteLock(dataSource, () => 'inner'))).resolves.toBe('inner');
  });

  it('runs at once on a driver that has a connection for everybody', () => {
    const pooled = new DataSource({ type: 'postgres' });
    const events: string[] = [];
    void withWriteLock(pooled, async () => {
      events.push('first begins');
      await sleep(1);
    });
    void withWriteLock(pooled, () => void events.push('second begins'));
    expect(events).toEqual(['first begins', 'second begins']);
  });

  it('waits for a transaction of the application, so that its rollback does not take our row', async () => {
    const theirs = dataSource
      .transaction(async (manager) => {
        await manager.insert(Note, { text: 'theirs' });
        await sleep(20);
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    await sleep(1);
    await withWriteLock(dataSource, () => dataSource.getRepository(Note).insert({ text: 'ours' }));
    await theirs;
    expect(await texts()).toEqual(['ours']);
  });

  it('makes a transaction of the application wait for our write to end', async () => {
    await withWriteLock(dataSource, () => undefined);
    const ours = withWriteLock(dataSource, () =>
      dataSource.transaction(async (manager) => {
        await manager.insert(Note, { text: 'ours' });
        await sleep(15);
      }),
    );
    await sleep(1);
    const theirs = dataSource.transaction(async (manager) => {
      await manager.insert(Note, { text: 'theirs' });
      throw new Error('rolled back');
    });
    await expect(theirs).rejects.toThrow('rolled back');
    await ours;
    expect(await texts()).toEqual(['ours']);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['an insert', () => dataSource.getRepository(Note).insert({ text: 'theirs' })],
    ['a save', () => dataSource.getRepository(Note).save({ text: 'theirs' })],
    ['a statement', () => dataSource.query("INSERT INTO note (text) VALUES ('theirs')")],
  ])('keeps %s of the application out of a transaction of ours that fails', async (_what, write) => {
    await withWriteLock(dataSource, () => undefined);
    const ours = withWriteLock(dataSource, () =>
      dataSource.transaction(async (manager) => {
        await manager.insert(Note, { text: 'ours' });
        await sleep(15);
        throw new Error('rolled back');
      }),
    );
    await sleep(1);
    await Promise.all([write(), expect(ours).rejects.toThrow('rolled back')]);
    expect(await texts()).toEqual(['theirs']);
  });

  it('rolls a save of the application back as a whole, whatever runs beside it', async () => {
    await withWriteLock(dataSource, () => undefined);
    const ours = withWriteLock(dataSource, () =>
      dataSource.transaction(async (manager) => {
        await manager.insert(Note, { text: 'ours' });
        await sleep(15);
      }),
    );
    await sleep(1);
    const theirs = dataSource.getRepository(Note).save([{ text: 'theirs' }, { text: 'theirs' }]);
    await expect(theirs).rejects.toThrow('UNIQUE');
    await ours;
    expect(await texts()).toEqual(['ours']);
  });

  it('lets a write of ours use the data source itself', async () => {
    await withWriteLock(dataSource, () =>
      dataSource.transaction(async (manager) => {
        await manager.insert(Note, { text: 'first' });
        await dataSource.getRepository(Note).save({ text: 'second' });
      }),
    );
    expect(await texts()).toEqual(['first', 'second']);
  });

  it('loses no acknowledged write among parallel ones of which many fail, beside transactions of the application', async () => {
    const acknowledged: string[] = [];
    const ours = (index: number): Promise<unknown> =>
      withWriteLock(dataSource, () =>
        dataSource.transaction(async (manager) => {
          await manager.insert(Note, { text: `ours ${index}` });
          if (index % 5 === 0) await manager.insert(Note, { text: `ours ${index}` });
        }),
      ).then(
        () => acknowledged.push(`ours ${index}`),
        () => undefined,
      );
    const theirsOneByOne = (async () => {
      for (let index = 0; index < 10; index++) await rolledBack(index).catch(() => undefined);
    })();
    await Promise.all(Array.from({ length: 250 }, (_, index) => ours(index)));
    await theirsOneByOne;
    expect(acknowledged).toHaveLength(200);
    expect((await texts()).sort()).toEqual(acknowledged.sort());
  });

  it('answers LA412 when the application keeps its transaction open for too long', async () => {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    vi.useFakeTimers();
    vi.setSystemTime(0);
    const write = withWriteLock(dataSource, () => 'never');
    const outcome = write.catch((error: unknown) => error);
    vi.setSystemTime(6_000);
    vi.useRealTimers();
    expect(await outcome).toMatchObject({ code: 'LA412', status: 503, headers: { 'Retry-After': '1' } });
    await runner.rollbackTransaction();
    await expect(withWriteLock(dataSource, () => 'again')).resolves.toBe('again');
  });
});
