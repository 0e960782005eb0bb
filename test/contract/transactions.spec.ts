import { setTimeout as sleep } from 'node:timers/promises';
import { Column, Entity, PrimaryGeneratedColumn, QueryFailedError, type DataSourceOptions } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCompiledRepository } from '../../lib/repository/typeorm/compiled/compiled.repository.js';
import { createOrmRepository } from '../../lib/repository/typeorm/orm/orm.repository.js';
import { managerOf } from '../../lib/repository/typeorm/transaction.js';
import { LinkedApi } from './fixtures/linked-api.js';
import type { MakeRepository } from './fixtures/sample-api.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

@Entity()
class Account {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40, unique: true }) name: string;
  @Column({ default: 0 }) balance: number;
}

@Entity()
class Booking {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 80 }) text: string;
}

/** Connections of the pool, fewer than the tests use at once. */
const POOL_SIZE = 4;

describeTransactions('compiled repositories', () => createCompiledRepository);
describeTransactions('compiled repositories, watched by TypeORM,', () => createCompiledRepository, {
  maxQueryExecutionTime: 60_000,
});
describeTransactions('ORM repositories', () => createOrmRepository);
describeTransactions('a compiled repository beside an ORM one', (name) =>
  name === 'Account' ? createCompiledRepository : createOrmRepository,
);

function describeTransactions(
  title: string,
  makerOf: (name: string) => MakeRepository,
  options: Partial<DataSourceOptions> = {},
): void {
  describe.each(chosenEngines())(`a transaction of ${title} on %s`, (engine) => {
    let api: LinkedApi;

    beforeAll(async () => {
      api = await LinkedApi.open(engine, [Account, Booking], makerOf, { ...options, poolSize: POOL_SIZE } as never);
    });
    afterAll(() => api?.close());
    beforeEach(() => api.clear());

    const transaction = <Result>(work: () => Promise<Result>): Promise<Result> =>
      api.repository('Account').transaction(work);
    const names = async (): Promise<unknown[]> => (await api.list('Account')).map(({ name }) => name);
    const texts = async (): Promise<unknown[]> => (await api.list('Booking')).map(({ text }) => text);

    it('stores what several repositories wrote, and hands back what the work answers', async () => {
      const answer = await transaction(async () => {
        await api.create('Account', { name: 'ada' });
        await api.create('Booking', { text: 'opened' });
        return 'done';
      });
      expect([answer, await names(), await texts()]).toEqual(['done', ['ada'], ['opened']]);
    });

    it('takes back what several repositories wrote when the work throws, whatever it throws', async () => {
      const { id } = await api.create('Account', { name: 'kept' });
      const failure = new Error('no');
      const failing = transaction(async () => {
        await api.create('Account', { name: 'ada' });
        await api.update('Account', id, { balance: 5 });
        await api.create('Booking', { text: 'opened' });
        throw failure;
      });
      await expect(failing).rejects.toBe(failure);
      expect([await names(), await texts()]).toEqual([['kept'], []]);
      expect(await api.read('Account', id)).toMatchObject({ balance: 0 });
    });

    it('reads its own writes, and nobody else reads them before the end', async () => {
      const tell = { inserted: (): void => undefined };
      const inserted = new Promise<void>((resolve) => (tell.inserted = resolve));
      const failing = transaction(async () => {
        const { id } = await api.create('Account', { name: 'ada' });
        expect(await api.read('Account', id)).toMatchObject({ name: 'ada' });
        expect(await names()).toEqual(['ada']);
        tell.inserted();
        await sleep(30);
        throw new Error('no');
      });
      await inserted;
      const outside = names();
      await expect(failing).rejects.toThrow('no');
      expect(await outside).toEqual([]);
    });

    it('is joined by a transaction inside, of which a failure takes back only what that one wrote', async () => {
      await transaction(async () => {
        await api.create('Account', { name: 'outer' });
        await api.repository('Booking').transaction(() => api.create('Booking', { text: 'inner' }));
        const failing = api.repository('Booking').transaction(async () => {
          await api.create('Booking', { text: 'doomed' });
          await api.create('Account', { name: 'doomed' });
          throw new Error('inner failure');
        });
        await expect(failing).rejects.toThrow('inner failure');
        await api.create('Booking', { text: 'after' });
      });
      expect([await names(), await texts()]).toEqual([['outer'], ['inner', 'after']]);
    });

    it('takes back what a transaction inside has written when it fails itself', async () => {
      const failing = transaction(async () => {
        await api.repository('Booking').transaction(() => api.create('Booking', { text: 'inner' }));
        throw new Error('outer failure');
      });
      await expect(failing).rejects.toThrow('outer failure');
      expect(await texts()).toEqual([]);
    });

    it('goes on after a statement that the database refused, on every engine', async () => {
      await api.create('Account', { name: 'taken' });
      await transaction(async () => {
        await api.create('Booking', { text: 'before' });
        await expect(api.create('Account', { name: 'taken' })).rejects.toMatchObject({ code: 'LA401' });
        expect(await names()).toEqual(['taken']);
        await api.create('Booking', { text: 'after' });
      });
      expect(await texts()).toEqual(['before', 'after']);
    });

    it('takes statements that are sent at once, and transactions among them', async () => {
      await transaction(async () => {
        await Promise.all(
          Array.from({ length: 24 }, async (_, index) => {
            if (index % 4 === 0) await api.repository('Account').transaction(() => create(index));
            else if (index % 4 === 1) await names();
            else if (index % 4 === 2) {
              await expect(
                api.repository('Account').transaction(async () => {
                  await create(index);
                  throw new Error('no');
                }),
              ).rejects.toThrow('no');
            } else await create(index);
          }),
        );
      });
      const stored = new Set(await names());
      const wanted = Array.from({ length: 24 }, (_, index) => index).filter((index) => [0, 3].includes(index % 4));
      expect(stored).toEqual(new Set(wanted.map((index) => `a${index}`)));
    });

    const create = (index: number): Promise<unknown> => api.create('Account', { name: `a${index}` });

    it('does not let what it began go on after its rollback', async () => {
      let late: Promise<unknown> | undefined;
      const failing = transaction(async () => {
        await create(1);
        late = sleep(20).then(() => create(2));
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      await expect(late).rejects.toThrow('rolled back');
      expect(await names()).toEqual([]);
    });

    it('leaves what it began and did not wait for to itself after its commit', async () => {
      let late: Promise<unknown> | undefined;
      await transaction(async () => {
        await create(1);
        late = sleep(20).then(() => create(2));
      });
      await late;
      expect(await names()).toEqual(['a1', 'a2']);
    });

    it('stores what it began and did not wait for when that comes in time', async () => {
      const failing = transaction(async () => {
        void create(1);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      await transaction(async () => {
        void create(2);
      });
      expect(await names()).toEqual(['a2']);
    });

    it('gives its connection back, whatever became of it', async () => {
      for (let round = 0; round < POOL_SIZE * 2; round++) {
        await expect(transaction(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
        await expect(
          transaction(async () => {
            await create(1);
            await create(1);
          }),
        ).rejects.toMatchObject({ code: 'LA401' });
      }
      const outcomes = await Promise.allSettled(
        Array.from({ length: POOL_SIZE * 4 }, (_, index) =>
          transaction(async () => {
            await create(index);
            if (index % 2 === 0) throw new Error('no');
          }),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(POOL_SIZE * 2);
      expect(await names()).toHaveLength(POOL_SIZE * 2);
    });

    it('lets the EntityManager take part', async () => {
      const failing = transaction(async () => {
        const manager = managerOf(api.dataSource);
        await manager.save(Account, { name: 'theirs', balance: 1 });
        await manager.transaction((inner) => inner.insert(Booking, { text: 'theirs' }));
        expect(await names()).toEqual(['theirs']);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect([await names(), await texts()]).toEqual([[], []]);
    });

    it('answers an error that the EntityManager met as any other', async () => {
      await create(1);
      const failing = transaction(() => managerOf(api.dataSource).insert(Account, { name: 'a1' }));
      await expect(failing).rejects.toMatchObject({ code: 'LA401', errors: [{ pointer: '/name' }] });
      await expect(transaction(() => Promise.reject(connectionRefused()))).rejects.toMatchObject({
        message: 'their own',
      });
    });

    if (engine === 'postgres') {
      it('does not pass for stored when an error was swallowed on the way', async () => {
        await create(1);
        const failing = transaction(async () => {
          await create(2);
          await managerOf(api.dataSource)
            .insert(Account, { name: 'a1' })
            .catch(() => undefined);
        });
        await expect(failing).rejects.toThrow('nothing of it was stored');
        expect(await names()).toEqual(['a1']);
      });
    }

    if (engine !== 'sqlite') {
      it('is tried again after a deadlock, as a whole', { timeout: 20_000 }, async () => {
        const first = Number((await api.create('Account', { name: 'first' })).id);
        const second = Number((await api.create('Account', { name: 'second' })).id);
        const meeting = createMeeting(2);
        let attempts = 0;
        const transfer = (from: number, to: number): Promise<void> =>
          transaction(async () => {
            attempts++;
            const balance = Number((await api.read('Account', from))!.balance);
            await api.update('Account', from, { balance: balance - 1 });
            await meeting();
            await api.update('Account', to, { name: `${from}->${to}` });
            await api.create('Booking', { text: `${from}->${to}` });
          });
        await Promise.all([transfer(first, second), transfer(second, first)]);
        expect(attempts).toBeGreaterThan(2);
        expect(new Set(await texts())).toEqual(new Set([`${first}->${second}`, `${second}->${first}`]));
      });
    }

    if (engine !== 'sqlite') {
      it('is tried again even where the work swallowed the deadlock', async () => {
        let attempts = 0;
        await transaction(async () => {
          attempts++;
          await create(attempts);
          if (attempts > 1) return;
          await api
            .repository('Booking')
            .transaction(() => Promise.reject(deadlockOf(engine)))
            .catch(() => undefined);
          await api.create('Booking', { text: 'not stored on its own' }).catch(() => undefined);
        });
        expect([attempts, await names(), await texts()]).toEqual([2, ['a2'], []]);
      });
    }

    if (engine !== 'sqlite') {
      it('fails when its connection dies, and the pool goes on with others', async () => {
        for (let round = 0; round < POOL_SIZE + 1; round++) {
          const failing = transaction(async () => {
            await create(1);
            await killOwnConnection(api);
            await create(2);
          });
          await expect(failing).rejects.toMatchObject({ code: 'LA410', status: 503 });
        }
        await transaction(() => create(3));
        expect(await names()).toEqual(['a3']);
      });
    }

    if (engine === 'sqlite') {
      it('runs beside transactions of the application, and neither undoes the other', async () => {
        const theirs = (index: number): Promise<unknown> =>
          api.dataSource.transaction(async (manager) => {
            await manager.insert(Account, { name: `theirs ${index}` });
            await sleep(1);
            if (index % 2 === 0) throw new Error('no');
          });
        const ours = (index: number): Promise<unknown> =>
          transaction(async () => {
            await api.create('Account', { name: `ours ${index}` });
            await sleep(1);
            if (index % 3 === 0) throw new Error('no');
            await api.create('Booking', { text: `ours ${index}` });
          });
        const theirsOneByOne = (async () => {
          for (let index = 0; index < 12; index++) await theirs(index).catch(() => undefined);
        })();
        await Promise.allSettled(Array.from({ length: 30 }, (_, index) => ours(index)));
        await theirsOneByOne;
        const stored = await names();
        expect(stored.filter((name) => String(name).startsWith('theirs'))).toHaveLength(6);
        expect(stored.filter((name) => String(name).startsWith('ours'))).toHaveLength(20);
        expect(await texts()).toHaveLength(20);
      });
    }
  });
}

/** A promise for each of several parties that resolves when all are there; afterwards nobody waits any more. */
function createMeeting(parties: number): () => Promise<void> {
  const arrived: (() => void)[] = [];
  let isOver = false;
  return () =>
    new Promise<void>((resolve) => {
      arrived.push(resolve);
      isOver ||= arrived.length === parties;
      if (isOver) for (const proceed of arrived) proceed();
    });
}

function connectionRefused(): Error {
  return Object.assign(new Error('their own'), { code: 'ECONNREFUSED' });
}

/** What TypeORM throws when the database has chosen this transaction to end a deadlock. */
function deadlockOf(engine: string): Error {
  const driverError = engine === 'postgres' ? { code: '40P01' } : { errno: 1213 };
  return new QueryFailedError('UPDATE', [], Object.assign(new Error('deadlock'), driverError));
}

async function killOwnConnection({ engine, dataSource }: LinkedApi): Promise<void> {
  const manager = managerOf(dataSource);
  if (engine === 'mariadb') await manager.query('KILL CONNECTION_ID()').catch(() => undefined);
  else await manager.query('SELECT pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
}
