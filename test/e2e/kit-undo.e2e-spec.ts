import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { LightApiTransactions } from '../../lib/index.js';
import { createTestApi, type TestApi } from '../../lib/testing/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { chosenEngines } from './harness/chosen.js';
import { createTestDatabase, type TestDatabase } from './harness/test-databases.js';

describe.each(chosenEngines())('what a test does is taken back (%s)', (engine) => {
  let database: TestDatabase;
  let api: TestApi;

  beforeAll(async () => {
    database = await createTestDatabase(engine);
    api = await createTestApi({
      entities: [{ entity: Author, bulk: true }, Book],
      database: database.options,
      defaults: { access: 'public', cache: true, idempotency: true },
    });
    await api.dataSource.manager.save(Author, { name: 'Lem' });
  });
  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  const names = async (source: DataSource = api.dataSource): Promise<string[]> =>
    (await source.manager.find(Author, { order: { name: 'ASC' } })).map(({ name }) => name);
  const listed = async (): Promise<string[]> => {
    const { body } = await api.get('/authors?ordering=name').expect(200);
    return (body as { results: { name: string }[] }).results.map(({ name }) => name);
  };
  const create = (name: string) => api.post('/authors').send({ name });

  describe('by hooks', () => {
    beforeEach(() => api.begin());
    afterEach(async () => {
      await api.rollback();
      expect(await names()).toEqual(['Lem']);
      expect(await listed()).toEqual(['Lem']);
    });

    it('of requests, each kind of write', async () => {
      const { id } = (await create('Le Guin').expect(201)).body as { id: number };
      expect(await listed()).toEqual(['Le Guin', 'Lem']);
      await api.patch(`/authors/${id}`).send({ name: 'Ursula' }).expect(200);
      await api
        .post('/authors/bulk')
        .send({ create: [{ name: 'Wells' }, { name: 'Verne' }] })
        .expect(200);
      await api.post('/books').set('Idempotency-Key', '"one"').send({ title: 'Cosmicomics' }).expect(201);
      await api.delete(`/authors/${id}`).expect(204);
      expect(await names()).toEqual(['Lem', 'Verne', 'Wells']);
      expect(await listed()).toEqual(['Lem', 'Verne', 'Wells']);
    });

    it('with an idempotency key, which is free again', async () => {
      // Were it still kept, another body with it would be a 422.
      await api.post('/books').set('Idempotency-Key', '"one"').send({ title: 'Again' }).expect(201);
    });

    it('of repositories, transactions and SQL of the application', async () => {
      const { manager } = api.dataSource;
      await manager.save(Author, [{ name: 'Dick' }, { name: 'Bester' }]);
      await api.dataSource.transaction(async (inner) => {
        await inner.save(Author, { name: 'Ellison' });
        await inner.transaction((innermost) => innermost.save(Author, { name: 'Pohl' }));
      });
      await api.provider(LightApiTransactions).run(() => manager.save(Author, { name: 'Zelazny' }));
      await api.dataSource.query(`DELETE FROM author WHERE name = 'Dick'`);
      expect(await names()).toEqual(['Bester', 'Ellison', 'Lem', 'Pohl', 'Zelazny']);
    });

    it('and what the application takes back itself is gone before', async () => {
      const failed = api.dataSource.transaction(async (inner) => {
        await inner.save(Author, { name: 'Nobody' });
        throw new Error('changed my mind');
      });
      await expect(failed).rejects.toThrow('changed my mind');
      await create('Somebody').expect(201);
      await create('Somebody').expect(409);
      await api
        .post('/authors/bulk')
        .send({ create: [{ name: 'Third' }, { name: 'Lem' }] })
        .expect(409);
      await expect(api.dataSource.manager.insert(Author, { name: 'Lem' })).rejects.toThrow();
      await create('Fourth').expect(201);
      expect(await names()).toEqual(['Fourth', 'Lem', 'Somebody']);
    });

    it('and requests at the same time keep apart', async () => {
      const bulk = (list: readonly string[]) =>
        api.post('/authors/bulk').send({ create: list.map((name) => ({ name })) });
      const answers = await Promise.all([
        ...Array.from({ length: 8 }, (_, at) => create(`single ${at}`)),
        ...Array.from({ length: 4 }, (_, at) => bulk([`pair ${at}`, `pair ${at}b`])),
        bulk(['lost', 'Lem']),
        bulk(['lost too', 'Lem']),
        create('Lem'),
      ]);
      const acknowledged = answers.filter(({ status }) => status < 300).length;
      expect(acknowledged).toBe(12);
      const stored = await names();
      expect(stored).toHaveLength(1 + 8 + 8);
      expect(stored.filter((name) => name.startsWith('lost'))).toEqual([]);
    });

    it('of factories, which do not refer to rows that are gone', async () => {
      const { author } = await api.factory(Book).create({ author: await api.factory(Author).create() });
      expect(await names()).toContain(author!.name);
    });
  });

  it('only since the beginning, and twice is a mistake', async () => {
    await api.rollback();
    await api.begin();
    await expect(api.begin()).rejects.toThrow('begin() was called twice');
    await api.rollback();
    await api.rollback();
    await create('Stays').expect(201);
    expect(await names()).toEqual(['Lem', 'Stays']);
    await api.dataSource.manager.delete(Author, { name: 'Stays' });
  });

  it('or the test is told that it cannot be', async () => {
    await api.begin();
    // In PostgreSQL and SQLite it is taken back like everything else.
    await api.dataSource.query('CREATE TABLE made_in_a_test (id INT)');
    if (engine === 'mariadb') await expect(api.rollback()).rejects.toThrow('cannot be taken back');
    else await expect(api.rollback()).resolves.toBeUndefined();
    expect(await names()).toEqual(['Lem']);
  });

  it('by the hooks of a test runner', async () => {
    const hooks: Record<string, () => Promise<void>> = {};
    const beforeEachHook = (hook: () => Promise<void>): void => void (hooks['before'] = hook);
    const afterEachHook = (hook: () => Promise<void>): void => void (hooks['after'] = hook);
    expect(api.rollbackAfterEach({ beforeEach: beforeEachHook, afterEach: afterEachHook })).toBe(api);
    await hooks['before']!();
    await create('Briefly').expect(201);
    await hooks['after']!();
    expect(await names()).toEqual(['Lem']);
    expect(() => api.rollbackAfterEach()).toThrow('There are no global hooks');
  });
});
