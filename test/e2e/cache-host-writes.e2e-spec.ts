import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { LightApiCache, LightApiTransactions } from '../../lib/index.js';
import { Caption, Donor, Exhibit, Guide, House, Land, Letter, Mark, Room, Worker } from './fixtures/museum/entities.js';
import { fillMuseum, MARKS, MUSEUM, museumTwin } from './fixtures/museum/museum.js';
import { PATHS, QUESTIONS } from './fixtures/museum/questions.js';
import { describeApi, type Api } from './harness/describe-api.js';
import { KeptAnswers } from './harness/kept-answers.js';
import { useTwin } from './harness/twin-app.js';

/** Work of the application, and what it cannot have changed. */
type HostWrite = readonly [title: string, work: (manager: EntityManager) => Promise<unknown>, keeps: readonly string[]];

const HOUSES = ['/houses', '/houses/1', '/houses/2', '/lands', '/addresses/1'];
const DONORS = ['/donors', '/donors/1', '/donors/2', '/letters/1'];
const SEA = { id: MARKS[0]!.id };
const GOLD = { id: MARKS[2]!.id };

const save = (manager: EntityManager, room: Partial<Room>): Promise<unknown> =>
  manager.save(manager.create(Room, room));

const WRITES: readonly HostWrite[] = [
  ['save of a new row', (manager) => save(manager, { title: 'Tower', houseId: 1 }), ['/rooms/3', ...HOUSES]],
  ['save of a row', (manager) => save(manager, { id: 1, title: 'Hallway' }), ['/rooms/3', ...HOUSES, ...DONORS]],
  ['insert', (manager) => manager.insert(Letter, { text: 'bye', donorId: 1 }), ['/rooms/3', ...HOUSES, '/donors/1']],
  ['update', (manager) => manager.update(House, 2, { visitors: 3 }), ['/rooms/3', '/exhibits/1', ...DONORS]],
  ['increment', (manager) => manager.increment(Exhibit, { id: 1 }, 'worth', 1), [...HOUSES, ...DONORS]],
  [
    'upsert of a row that is there',
    (manager) => manager.upsert(House, { name: 'North', visitors: 9 }, ['name']),
    DONORS,
  ],
  [
    'an INSERT that may overwrite',
    (manager) =>
      manager
        .createQueryBuilder()
        .insert()
        .into(Caption)
        .values({ exhibitId: 1, language: 'de', text: 'Gong' })
        .orUpdate(['text'], ['exhibitId', 'language'])
        .execute(),
    ['/exhibits/1', ...HOUSES, ...DONORS],
  ],
  ['delete, which the database carries on', (manager) => manager.delete(House, 1), ['/lands', ...DONORS]],
  ['delete, which the database forgets elsewhere', (manager) => manager.delete(Land, 'DE'), ['/rooms', ...DONORS]],
  [
    'remove',
    async (manager) => manager.remove(await manager.findOneByOrFail(Exhibit, { id: 2 })),
    ['/exhibits/1', ...HOUSES],
  ],
  ['softDelete', (manager) => manager.softDelete(Exhibit, 2), [...HOUSES, '/donors/1']],
  [
    'softRemove',
    async (manager) => manager.softRemove(await manager.findOneByOrFail(Exhibit, { id: 2 })),
    ['/exhibits/1'],
  ],
  ['restore', (manager) => manager.restore(Exhibit, 6), [...HOUSES, '/donors/1']],
  [
    'links, by save',
    async (manager) => {
      const exhibit = await manager.findOneOrFail(Exhibit, { where: { id: 1 }, relations: { marks: true } });
      exhibit.marks = [manager.create(Mark, GOLD)];
      await manager.save(exhibit);
    },
    ['/exhibits/1', '/exhibits/2', `/marks/${SEA.id}`, ...HOUSES, ...DONORS],
  ],
  [
    'links, by a query builder',
    async (manager) => {
      const marks = manager.createQueryBuilder().relation(Exhibit, 'marks').of(3);
      await marks.add(SEA.id);
      await marks.remove(GOLD.id);
    },
    ['/exhibits/1', '/exhibits/3', `/marks/${SEA.id}`, ...HOUSES, ...DONORS],
  ],
  [
    'a reference, by a query builder',
    (manager) => manager.createQueryBuilder().relation(Exhibit, 'room').of(4).set(3),
    HOUSES,
  ],
  [
    'cascades',
    async (manager) => {
      const donor = await manager.findOneOrFail(Donor, { where: { id: 1 }, relations: { letters: true } });
      donor.letters.push(manager.create(Letter, { text: 'again' }));
      await manager.save(donor);
    },
    ['/donors/2', '/letters/1', ...HOUSES],
  ],
  [
    'a row of a table that classes share',
    (manager) => manager.update(Worker, 1, { name: 'Zed' }),
    [...HOUSES, ...DONORS],
  ],
  [
    'a row of one of these classes',
    (manager) => manager.save(manager.create(Guide, { id: 3, name: 'Guy' })),
    ['/chiefs/1', ...HOUSES, ...DONORS],
  ],
  [
    'a transaction of TypeORM',
    (manager) =>
      manager.connection.transaction(async (inner) => {
        await inner.update(Room, 1, { title: 'Lobby' });
        await inner.insert(Land, { code: 'PL', name: 'Poland' });
      }),
    ['/houses', ...DONORS],
  ],
];

function suite(api: Api): void {
  const twin = useTwin(api, museumTwin);
  let kept: KeptAnswers;

  beforeEach(async () => {
    await api.reset();
    await fillMuseum(api.dataSource.manager);
    await api.app.get(LightApiCache).clear();
    kept = new KeptAnswers(api, twin, QUESTIONS);
    await kept.keep();
  });

  const expectChange = async (keeps: readonly string[]): Promise<void> => {
    const changes = await kept.compare();
    expect([...changes.values()].some(({ hasChanged }) => hasChanged)).toBe(true);
    expect(keeps.filter((name) => changes.get(name)?.isHit !== true)).toEqual([]);
  };
  const expectNothing = async (): Promise<void> => expect(await kept.lost()).toEqual([]);
  const failing = (work: () => Promise<unknown>): (() => Promise<never>) => {
    return async () => {
      await work();
      throw new Error('changed my mind');
    };
  };

  describe('are dropped where they may be others now, by', () => {
    it.each(WRITES)('%s', async (_, work, keeps) => {
      await work(api.dataSource.manager);
      await expectChange(keeps);
    });

    it.each(WRITES)('%s, in a transaction of the application', async (_, work, keeps) => {
      const transactions = api.app.get(LightApiTransactions);
      await transactions.run(() => work(transactions.manager()));
      await expectChange(keeps);
    });
  });

  describe('in transactions of the application', () => {
    const run = <Result>(work: () => Promise<Result>): Promise<Result> => api.app.get(LightApiTransactions).run(work);
    const manager = (): EntityManager => api.app.get(LightApiTransactions).manager();

    it('stay while nothing is stored, and after all was taken back', async () => {
      let stayed = false;
      const rename = failing(async () => {
        await manager().update(House, 1, { name: 'Nord' });
        await manager().save(manager().create(Room, { id: 1, title: 'Flur' }));
        await expectNothing();
        stayed = true;
      });
      await expect(run(rename)).rejects.toThrow('changed my mind');
      expect(stayed).toBe(true);
      await expectNothing();
    });

    it('stay for what a savepoint has taken back', async () => {
      await run(async () => {
        await manager().update(Land, 'FR', { name: 'Gaul' });
        await expect(run(failing(() => manager().update(Donor, 1, { name: 'Ida' })))).rejects.toThrow('mind');
      });
      await expectChange([
        '/donors',
        '/donors/1',
        '/exhibits/1?include=captions,donor,room',
        '/rooms',
        ...HOUSES.slice(0, 3),
      ]);
    });

    it('are dropped for what a savepoint has done', async () => {
      await run(async () => {
        await run(() => manager().update(Donor, 1, { name: 'Ida' }));
        await expect(run(failing(() => manager().update(Land, 'FR', { name: 'Gaul' })))).rejects.toThrow('mind');
      });
      await expectChange(HOUSES);
    });

    it('are dropped for another row by invalidate only once it is stored', async () => {
      const cache = api.app.get(LightApiCache);
      await run(async () => {
        await cache.invalidate(House, 1);
        await expectNothing();
      });
      const changes = await kept.compare();
      expect([changes.get('/houses/1')!.isHit, changes.get('/houses/2')!.isHit]).toEqual([false, true]);
    });
  });

  describe('in transactions of TypeORM', () => {
    it('stay for what a savepoint has taken back', async () => {
      if (api.engine === 'sqlite') return expectDirtyReads();
      await api.dataSource.transaction(async (outer) => {
        await outer.update(Land, 'FR', { name: 'Gaul' });
        const inner = failing(() => outer.update(Donor, 1, { name: 'Ida' }));
        await expect(outer.transaction(inner)).rejects.toThrow('mind');
      });
      await expectChange(['/donors', '/donors/1', '/rooms']);
    });

    /** On the one connection of SQLite everybody reads what is not stored yet. */
    const expectDirtyReads = async (): Promise<void> => {
      const rename = api.dataSource.transaction(async (manager) => {
        await manager.update(Land, 'FR', { name: 'Gaul' });
        await api.app.get(LightApiCache).clear();
        await kept.keep();
        throw new Error('changed my mind');
      });
      await expect(rename).rejects.toThrow('changed my mind');
      await expectChange(DONORS);
    };

    it('are dropped where nobody knows whether they were stored', async () => {
      const runner = api.dataSource.createQueryRunner();
      await runner.startTransaction();
      await runner.manager.update(Land, 'FR', { name: 'Gaul' });
      const query = runner.query.bind(runner) as (...parameters: unknown[]) => Promise<unknown>;
      const lost = vi.spyOn(runner, 'query').mockImplementation(async (...parameters: unknown[]) => {
        await query(...parameters);
        throw new Error('nobody heard the answer');
      });
      await expect(runner.commitTransaction()).rejects.toThrow('nobody heard');
      lost.mockRestore();
      // There is nothing left to take back.
      await runner.rollbackTransaction().catch(() => undefined);
      Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 });
      await runner.release();
      await expectChange(DONORS);
    });
  });

  describe('are dropped by LightApiCache', () => {
    const sql = (statement: string): Promise<unknown> => api.dataSource.query(statement);

    it('for any row of an entity', async () => {
      const cache = api.app.get(LightApiCache);
      await sql('UPDATE house SET visitors = 77');
      await cache.invalidate(House);
      await expectChange(['/rooms', '/exhibits/1', '/lands', ...DONORS]);
    });

    it('for one row, by each kind of key', async () => {
      const cache = api.app.get(LightApiCache);
      await sql('UPDATE house SET visitors = 78 WHERE id = 2');
      await cache.invalidate(House, '2');
      await expectChange(['/houses/1', '/addresses/1', '/rooms', ...DONORS]);
      await kept.keep();
      await sql(`UPDATE mark SET name = 'lake' WHERE id = '${SEA.id}'`);
      await cache.invalidate(Mark, SEA.id.toUpperCase());
      await expectChange([`/marks/${MARKS[1]!.id.toUpperCase()}`, ...HOUSES, ...DONORS]);
      await kept.keep();
      await sql(`UPDATE caption SET text = 'Schiff' WHERE language = 'de'`);
      await cache.invalidate(Caption, [1, 'de']);
      await expectChange(['/exhibits/1', ...HOUSES, ...DONORS]);
      await kept.keep();
      await sql(`UPDATE land SET name = 'Prussia' WHERE code = 'DE'`);
      await cache.invalidate(Land, 'de');
      await expectChange(['/exhibits/1', ...DONORS]);
    });

    it('all at once', async () => {
      await api.app.get(LightApiCache).clear();
      expect(await kept.lost()).toEqual(expect.arrayContaining([...PATHS]));
    });
  });

  it('are told of all rows of one statement at once', async () => {
    const answers = api.app.get(LightApiCache);
    expect(answers.status).toBe('up');
    const rooms = Array.from({ length: 500 }, (_, index) => ({ title: `Room ${index}`, houseId: 1 }));
    const startedAt = performance.now();
    await api.dataSource.manager.insert(Room, rooms);
    await sleep(0);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await expectChange(HOUSES);
  });
}

const title = 'answers that are kept while the application writes';
describeApi(title, { ...MUSEUM, platforms: ['fastify'] }, suite);
describeApi(title, { ...MUSEUM, platforms: ['express'], engines: ['sqlite'] }, suite);
