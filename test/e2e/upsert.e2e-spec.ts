import {
  AfterLoad,
  BeforeInsert,
  Column,
  DeleteDateColumn,
  Entity,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
  VersionColumn,
} from 'typeorm';
import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { describeApi } from './harness/describe-api.js';
import { problemsOf, send, sendAtOnce, statuses } from './harness/parallel-client.js';
import { rounds } from './harness/rounds.js';

@Entity()
class Rate {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20, unique: true }) currency: string;
  @Column('decimal', { precision: 12, scale: 6 }) value: string;
  @Column({ type: 'varchar', length: 30, default: 'market' }) source: string;
  @Column({ type: 'varchar', length: 30, unique: true, nullable: true }) code: string | null;
  @VersionColumn() version: number;
}

/** The same through the ORM. */
@Entity()
class Quote {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20, unique: true }) currency: string;
  @Column('decimal', { precision: 12, scale: 6 }) value: string;
  @Column({ type: 'varchar', length: 30, default: 'market' }) source: string;
  @Column({ type: 'varchar', length: 30, unique: true, nullable: true }) code: string | null;
  @VersionColumn() version: number;

  @BeforeInsert() heard(): void {
    this.source ??= 'market';
  }
  @AfterLoad() seen(): void {
    this.code ??= null;
  }
}

/** Found by two columns together. */
@Entity()
@Unique(['station', 'hour'])
class Reading {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column({ length: 20 }) station: string;
  @Column({ type: 'int' }) hour: number;
  @Column({ type: 'int', nullable: true }) degrees: number | null;
}

/** Found by its primary key. */
@Entity()
class Setting {
  @PrimaryColumn({ length: 40 }) name: string;
  @Column({ length: 40 }) value: string;
}

/** Found by a column that a hidden row may hold. */
@Entity()
class Nickname {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20, unique: true }) name: string;
  @Column({ type: 'int', default: 0 }) uses: number;
  @DeleteDateColumn() deletedAt: Date | null;
}

describeApi(
  'an upsert',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        entities: [
          { entity: Rate, locking: 'optional', upsert: ['currency'] },
          { entity: Quote, locking: 'none', upsert: ['currency'] },
          { entity: Reading, upsert: ['hour', 'station'] },
          { entity: Setting, upsert: ['name'] },
          { entity: Nickname, upsert: ['name'] },
        ],
      }),
    ],
  },
  (api) => {
    beforeEach(() => api.reset());

    const upsert = (path: string, body: object) => api.agent.post(`${path}/upsert`).send(body);
    const count = async (path: string): Promise<number> => (await api.agent.get(path)).body.count as number;

    describe.each(['/rates', '/quotes'])('of %s', (path) => {
      it('creates what is not there, and changes what is', async () => {
        const first = await upsert(path, { currency: 'EUR', value: '1.08', code: 'e' }).expect(201);
        expect(first.headers.location).toBe(`${path}/1`);
        expect(first.body).toMatchObject({ id: 1, currency: 'EUR', value: '1.080000', source: 'market', version: 1 });
        const second = await upsert(path, { currency: 'EUR', value: '1.09' }).expect(200);
        expect(second.headers.location).toBeUndefined();
        // What is not sent stays.
        expect(second.body).toMatchObject({ id: 1, value: '1.090000', code: 'e', version: 2 });
        expect((await api.agent.get(`${path}/1`)).body).toEqual(second.body);
        await upsert(path, { currency: 'USD', value: '1' }).expect(201);
        expect(await count(path)).toBe(2);
      });

      it('demands what a create demands', async () => {
        await upsert(path, { currency: 'EUR', value: '1' }).expect(201);
        expect(problemsOf(await upsert(path, { value: '1' }).expect(400))).toEqual(['/currency LA204']);
        expect(problemsOf(await upsert(path, { currency: 'EUR' }).expect(400))).toEqual(['/value LA204']);
        const wrong = await upsert(path, { currency: null, value: 'much', id: 1, version: 3 }).expect(400);
        expect(problemsOf(wrong).sort()).toEqual(['/currency LA204', '/id LA205', '/value LA202', '/version LA205']);
      });

      it('answers 409 when another constraint refuses the row, whether it is new or not', async () => {
        await upsert(path, { currency: 'EUR', value: '1', code: 'e' }).expect(201);
        await upsert(path, { currency: 'USD', value: '1', code: 'u' }).expect(201);
        for (const currency of ['USD', 'GBP']) {
          const refused = await upsert(path, { currency, value: '2', code: 'e' }).expect(409);
          expect([refused.body.code, problemsOf(refused)]).toEqual(['LA401', ['/code LA401']]);
        }
        expect(await count(path)).toBe(2);
      });

      it('makes one row of many that come at once, and loses none of their changes', { timeout: 300_000 }, async () => {
        const total = rounds(50, api.platform === 'fastify' && path === '/rates');
        for (let round = 0; round < total; round++) {
          const answers = await sendAtOnce(20, (index) =>
            send(api, 'POST', `${path}/upsert`, { currency: `R${round}`, value: String(index) }),
          );
          expect(statuses(answers)).toEqual({ 200: 19, 201: 1 });
          // Each of them counted, though an answer may already show a later one.
          expect(Math.max(...answers.map(({ body }) => Number(body.version)))).toBe(20);
        }
        expect(await count(path)).toBe(total);
      });
    });

    it('finds a row by several columns together', async () => {
      await upsert('/readings', { station: 'north', hour: 1, degrees: 3 }).expect(201);
      await upsert('/readings', { station: 'north', hour: 2, degrees: 4 }).expect(201);
      await upsert('/readings', { station: 'south', hour: 1 }).expect(201);
      const changed = await upsert('/readings', { hour: 1, station: 'north', degrees: null }).expect(200);
      expect(changed.body).toMatchObject({ station: 'north', hour: 1, degrees: null });
      expect(await count('/readings')).toBe(3);
      const half = await upsert('/readings', { station: 'north' }).expect(400);
      expect(problemsOf(half)).toEqual(['/hour LA204']);
    });

    it('finds a row by its primary key', async () => {
      const first = await upsert('/settings', { name: 'a/b', value: 'x' }).expect(201);
      expect(first.headers.location).toBe('/settings/a%2Fb');
      const second = await upsert('/settings', { name: 'a/b', value: 'y' }).expect(200);
      expect(second.body).toEqual({ name: 'a/b', value: 'y' });
      expect(await count('/settings')).toBe(1);
    });

    it('changes nothing where the key is all that it has', async () => {
      await upsert('/nicknames', { name: 'bee' }).expect(201);
      const again = await upsert('/nicknames', { name: 'bee' }).expect(200);
      expect(again.body).toMatchObject({ id: 1, name: 'bee', uses: 0 });
    });

    it('does not bring a deleted row back, nor overwrite it', async () => {
      await upsert('/nicknames', { name: 'bee', uses: 1 }).expect(201);
      await api.agent.delete('/nicknames/1').expect(204);
      const refused = await upsert('/nicknames', { name: 'bee', uses: 2 }).expect(409);
      expect([refused.body.code, problemsOf(refused)]).toEqual(['LA401', ['/name LA401']]);
      await api.agent.get('/nicknames/1').expect(404);
    });

    it('takes texts in the key as they are', async () => {
      for (const name of ["x' OR '1'='1", '%', '_', 'a\\', '💥', "'; DROP TABLE setting; --", ' ']) {
        await upsert('/settings', { name, value: 'x' }).expect(201);
        await upsert('/settings', { name, value: 'y' }).expect(200);
      }
      expect(await count('/settings')).toBe(7);
    });
  },
);
