import { ModulesContainer } from '@nestjs/core';
import { BeforeInsert, Column, Entity, PrimaryGeneratedColumn, VersionColumn } from 'typeorm';
import { beforeEach, describe, expect, it } from 'vitest';
import { IdempotencyEntry, LightApiModule, LightApiTransactions } from '../../lib/index.js';
import { ANONYMOUS } from '../../lib/common/principal.js';
import { withVersions } from '../../lib/policy/permit.js';
import { permit } from '../permit.js';
import { itemQuestion, listQuestion } from '../../lib/query/plain-questions.js';
import { ResourceOperations } from '../../lib/service/resource.operations.js';
import { describeApi } from './harness/describe-api.js';
import { send, sendAtOnce, statuses } from './harness/parallel-client.js';

@Entity()
class Chest {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40, unique: true }) name: string;
  @Column({ type: 'int', default: 0 }) coins: number;
  @VersionColumn() version: number;
}

/** The same through the ORM. */
@Entity()
class Coffer {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40, unique: true }) name: string;
  @Column({ type: 'int', default: 0 }) coins: number;
  @VersionColumn() version: number;

  @BeforeInsert() heard(): void {
    this.name = this.name.trim();
  }
}

const safe = { locking: 'optional', upsert: ['name'], bulk: true, idempotency: true } as const;

describeApi(
  'a transaction of the application',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        entities: [
          { entity: Chest, ...safe },
          { entity: Coffer, ...safe },
        ],
      }),
    ],
  },
  (api) => {
    beforeEach(() => api.reset());

    const run = <Result>(work: () => Promise<Result>): Promise<Result> => api.app.get(LightApiTransactions).run(work);
    const operationsOf = (name: string): ResourceOperations => {
      for (const { providers } of api.app.get(ModulesContainer).values()) {
        for (const provider of providers.values()) {
          if (provider.name === `${name}Operations`) return provider.instance as ResourceOperations;
        }
      }
      throw new Error(`There are no operations of ${name}`);
    };
    const outcomeOf = (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => 'done',
        (error: { code?: string; message: string }) => error.code ?? error.message,
      );

    describe.each(['Chest', 'Coffer'])('takes in the operations of a %s', (name) => {
      const path = `/${name.toLowerCase()}s`;
      const names = async (): Promise<string[]> => {
        const { body } = await api.agent.get(`${path}?ordering=name`);
        return (body.results as { name: string }[]).map((row) => row.name);
      };
      const item = (operations: ResourceOperations, id: number, version?: string) => {
        const question = itemQuestion([id], operations.resource.representation.read);
        const conditions = version === undefined ? [] : [{ versions: [version], source: 'header' as const }];
        return withVersions(permit(operations.resource, question, ANONYMOUS), conditions);
      };

      it('with all that it does, which is stored together', async () => {
        const operations = operationsOf(name);
        await run(async () => {
          const { key } = await operations.create({ name: 'one', coins: 1 });
          await operations.update(item(operations, Number(key[0]), '1'), { coins: 2 });
          await api.app.get(LightApiTransactions).manager().increment(name, { name: 'one' }, 'coins', 5);
          const list = await operations.list(permit(operations.resource, listQuestion(operations.resource), ANONYMOUS));
          expect(JSON.parse(list.rows.text)).toMatchObject([{ name: 'one', coins: 7 }]);
          await operations.bulk({ creates: [{ name: 'two' }], updates: [], removes: [] });
          await operations.upsert({ name: 'three' });
        });
        expect(await names()).toEqual(['one', 'three', 'two']);
      });

      it('with all that it does, of which nothing stays when the work fails', async () => {
        const operations = operationsOf(name);
        const failing = run(async () => {
          await operations.create({ name: 'one' }, { idempotency: { key: 'k', scope: '', fingerprint: 'f' } });
          await operations.bulk({ creates: [{ name: 'two' }], updates: [], removes: [] });
          await operations.upsert({ name: 'three' });
          throw new Error('changed my mind');
        });
        expect(await outcomeOf(failing)).toBe('changed my mind');
        expect(await names()).toEqual([]);
        expect(await api.dataSource.getRepository(IdempotencyEntry).count()).toBe(0);
      });

      it('and goes on after an upsert that lost its race, a bulk request that failed, and a stale version', async () => {
        const operations = operationsOf(name);
        await run(async () => {
          await operations.create({ name: 'one' });
          expect((await operations.upsert({ name: 'one', coins: 3 })).created).toBe(false);
          const bulk = operations.bulk({ creates: [{ name: 'two' }, { name: 'one' }], updates: [], removes: [] });
          expect(await outcomeOf(bulk)).toBe('LA305');
          expect(await outcomeOf(operations.update(item(operations, 1, '9'), { coins: 9 }))).toBe('LA301');
          expect(await outcomeOf(operations.update(item(operations, 77, '9'), { coins: 9 }))).toBe('LA400');
          await operations.create({ name: 'three' });
        });
        expect(await names()).toEqual(['one', 'three']);
        expect((await api.agent.get(`${path}/1`)).body).toMatchObject({ coins: 3, version: 2 });
      });

      it('and is not seen by requests that run beside it, nor part of them', async () => {
        const operations = operationsOf(name);
        const failing = run(async () => {
          await operations.create({ name: 'hidden' });
          await new Promise((resolve) => setTimeout(resolve, 60));
          throw new Error('changed my mind');
        });
        const answers = sendAtOnce(10, (index) => send(api, 'POST', path, { name: `own ${index}` }));
        expect(await outcomeOf(failing)).toBe('changed my mind');
        expect(statuses(await answers)).toEqual({ 201: 10 });
        expect(await names()).toEqual(Array.from({ length: 10 }, (_, index) => `own ${index}`));
      });
    });
  },
);
