import { Injectable } from '@nestjs/common';
import { Column, DeleteDateColumn, Entity, ManyToOne, OneToMany, PrimaryGeneratedColumn, VersionColumn } from 'typeorm';
import { IsEmail, Length } from 'class-validator';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  getResourceToken,
  InjectResource,
  LightApiModule,
  LightApiTransactions,
  owner,
  ResourceService,
  type Principal,
} from '../../lib/index.js';
import { describeApi } from './harness/describe-api.js';

@Entity()
class Writer {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) @Length(2, 40) name: string;
  @Column({ type: 'varchar', nullable: true }) @IsEmail() email: string | null;
  @OneToMany(() => Novel, (novel) => novel.writer) novels: Novel[];
}

@Entity()
class Novel {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40, unique: true }) title: string;
  @Column({ type: 'int', default: 100 }) pages: number;
  @Column({ type: 'decimal', precision: 8, scale: 2, default: 0 }) price: string;
  @Column({ type: 'varchar', length: 20, default: 'draft' }) state: string;
  @Column({ type: 'varchar', length: 20, default: 'none' }) secretNote: string;
  @Column({ type: 'int', nullable: true }) ownerId: number | null;
  @Column({ nullable: true }) printedAt: Date;
  @ManyToOne(() => Writer, (writer) => writer.novels, { nullable: true }) writer: Writer | null;
  @VersionColumn() version: number;
  @DeleteDateColumn() deletedAt: Date | null;
}

@Injectable()
class Desk {
  constructor(
    @InjectResource(Novel) readonly novels: ResourceService<Novel>,
    @InjectResource(Writer) readonly writers: ResourceService<Writer>,
    readonly transactions: LightApiTransactions,
  ) {}
}

const ANN: Principal = { id: '1', roles: [], claims: {} };
const BOB: Principal = { id: '2', roles: [], claims: {} };

describeApi(
  'a service of the application',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        entities: [
          { entity: Writer, access: 'public', relations: ['novels'] },
          {
            entity: Novel,
            access: { read: owner('ownerId'), write: owner('ownerId') },
            fields: { state: 'readOnly', secretNote: 'hidden' },
            relations: ['writer'],
            search: ['title'],
            upsert: ['title'],
            locking: 'optional',
            softDelete: { restore: true },
            cache: true,
          },
        ],
      }),
    ],
    module: { providers: [Desk] },
    platforms: ['fastify'],
  },
  (api) => {
    beforeEach(() => api.reset());
    const desk = (): Desk => api.app.get(Desk);
    const problem = (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => 'done',
        (error: { code?: string; errors?: { pointer?: string; code: string }[]; message: string }) =>
          error.errors?.length
            ? error.errors.map(({ pointer, code }) => [pointer, code])
            : (error.code ?? error.message),
      );

    it('answers with entities of their class, hidden columns and moments included', async () => {
      const { novels } = desk();
      const printedAt = new Date('2020-02-03T04:05:06.000Z');
      const made = await novels.create({ title: 'Solaris', secretNote: 'mine', printedAt, price: '12.50' });
      expect(made).toBeInstanceOf(Novel);
      expect(made).toMatchObject({
        id: 1,
        title: 'Solaris',
        pages: 100,
        state: 'draft',
        secretNote: 'mine',
        version: 1,
      });
      expect(made.printedAt).toEqual(printedAt);
      expect(made.price).toBe('12.50');
      expect(await novels.read(1)).toEqual(made);
      expect(await novels.find(2)).toBeUndefined();
      expect(await problem(novels.read(2))).toBe('LA400');
    });

    it('is found by its token too', () => {
      expect(api.app.get(getResourceToken(Novel), { strict: false })).toBe(desk().novels);
    });

    it('writes what clients may not, and validates it like theirs', async () => {
      const { novels, writers } = desk();
      await novels.create({ title: 'A', state: 'printed', ownerId: 1 });
      expect((await novels.update(1, { state: 'sold', pages: 3 })).state).toBe('sold');
      expect(await problem(novels.create({ title: 'x'.repeat(41), pages: 1.5 }))).toEqual([
        ['/title', 'LA203'],
        ['/pages', 'LA202'],
      ]);
      expect(await problem(novels.create({ pages: 1 }))).toEqual([['/title', 'LA204']]);
      expect(await problem(writers.create({ name: 'x', email: 'no' }))).toEqual([
        ['/name', 'LA210'],
        ['/email', 'LA210'],
      ]);
      expect(await problem(novels.update(1, { titel: 'x' } as never))).toEqual([['/titel', 'LA201']]);
      expect(await problem(novels.update(1, { id: 4 }))).toEqual([['/id', 'LA205']]);
    });

    it('asks like a search, and walks by cursor or by number', async () => {
      const { novels, writers } = desk();
      const lem = await writers.create({ name: 'Lem' });
      for (const [title, pages] of [
        ['A', 10],
        ['B', 20],
        ['C', 30],
      ] as const)
        await novels.create({ title, pages, writer: { id: lem.id } });
      const first = await novels.list({ ordering: ['-pages'], pageSize: 2, include: ['writer'] });
      expect(first.results.map(({ title }) => title)).toEqual(['C', 'B']);
      expect(first.results[0]!.writer).toBeInstanceOf(Writer);
      expect(first.results[0]!.writer).toMatchObject({ id: 1, name: 'Lem' });
      const second = await novels.list({ ordering: ['-pages'], pageSize: 2, cursor: first.next! });
      expect(second.results.map(({ title, writer }) => [title, writer?.id])).toEqual([['A', 1]]);
      expect(second.next).toBeNull();
      const page = await novels.list({
        page: 2,
        pageSize: 2,
        count: 'exact',
        filter: { 'writer.name': { eq: 'Lem' } },
      });
      expect(page).toMatchObject({ count: 3, results: [{ title: 'C' }] });
      expect(await novels.count({ filter: { pages: { gte: 20 }, secretNote: { eq: 'none' } } })).toBe(2);
      expect(await novels.count({ search: 'b' })).toBe(1);
      expect(await novels.exists(1)).toBe(true);
      expect(await novels.exists(9)).toBe(false);
      expect(await problem(novels.list({ filter: { titel: { eq: 1 } }, ordering: ['pagez'] } as never))).toEqual([
        ['/filter/titel', 'LA106'],
        ['/ordering/0', 'LA106'],
      ]);
    });

    it('changes, replaces, removes, restores and upserts', async () => {
      const { novels } = desk();
      await novels.create({ title: 'A', pages: 7 });
      expect(await problem(novels.update(1, { pages: 8 }, { version: 4 }))).toEqual([['/version', 'LA302']]);
      expect(await novels.update(1, { pages: 8 }, { version: 1 })).toMatchObject({ pages: 8, version: 2 });
      expect(await novels.replace(1, { title: 'A', version: 2 })).toMatchObject({ pages: 100, version: 3 });
      await novels.remove(1);
      expect(await novels.find(1)).toBeUndefined();
      expect((await novels.find(1, { deleted: 'with' }))?.deletedAt).toBeInstanceOf(Date);
      expect(await novels.restore(1)).toMatchObject({ title: 'A', deletedAt: null });
      expect(await novels.upsert({ title: 'A', pages: 9, state: 'new' })).toMatchObject({
        created: false,
        entity: { pages: 9, state: 'new', secretNote: 'none' },
      });
      expect(await novels.upsert({ title: 'B' })).toMatchObject({ created: true, entity: { id: 2, state: 'draft' } });
    });

    it('narrows to what a caller may, and no further than that', async () => {
      const { novels } = desk();
      await novels.create({ title: 'hers', ownerId: 1 });
      await novels.create({ title: 'his', ownerId: 2 });
      expect((await novels.list()).results).toHaveLength(2);
      expect((await novels.list({ as: ANN })).results.map(({ title }) => title)).toEqual(['hers']);
      expect(await novels.count({ as: ANN })).toBe(1);
      expect(await novels.exists(2, { as: ANN })).toBe(false);
      expect(await problem(novels.update(2, { pages: 1 }, { as: ANN }))).toBe('LA400');
      expect(await problem(novels.remove(2, { as: ANN }))).toBe('LA400');
      const own = await novels.create({ title: 'new' }, { as: BOB });
      expect(own).toMatchObject({ title: 'new' });
      expect(own.secretNote).toBeUndefined();
      expect((await novels.read(3)).ownerId).toBe(2);
      expect(await problem(novels.create({ title: 'x', state: 'sold' }, { as: BOB }))).toEqual([['/state', 'LA205']]);
      expect(await problem(novels.list({ filter: { secretNote: { eq: 'none' } }, as: ANN }))).toEqual([
        ['/filter/secretNote', 'LA106'],
      ]);
    });

    it('takes part in the transaction of the caller', async () => {
      const { novels, transactions } = desk();
      const work = transactions.run(async () => {
        await novels.create({ title: 'A' });
        expect((await novels.list()).results).toHaveLength(1);
        throw new Error('no');
      });
      await expect(work).rejects.toThrow('no');
      expect(await novels.count()).toBe(0);
    });

    it('tells the cache of what it changes', async () => {
      const { writers } = desk();
      await writers.create({ name: 'Lem' });
      expect((await api.agent.get('/writers/1')).body).toMatchObject({ name: 'Lem' });
      await writers.update(1, { name: 'Dick' });
      expect((await api.agent.get('/writers/1')).body).toMatchObject({ name: 'Dick' });
    });
  },
);

describe('a service without a resource', () => {
  it('says what is missing', async () => {
    await expect(new ResourceService<Novel>().list()).rejects.toThrow(/belongs to no resource/);
  });
});
