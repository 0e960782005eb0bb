import {
  Column,
  DeleteDateColumn,
  Entity,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
  VersionColumn,
  type DataSourceOptions,
} from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ALL_VISIBLE, type ItemQuestion, type VersionCondition } from '../../lib/query/question.js';
import { createCompiledRepository } from '../../lib/repository/typeorm/compiled/compiled.repository.js';
import { createOrmRepository } from '../../lib/repository/typeorm/orm/orm.repository.js';
import type { FoundItem } from '../../lib/repository/resource-repository.js';
import { LinkedApi, payload } from './fixtures/linked-api.js';
import type { Document, MakeRepository } from './fixtures/sample-api.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

@Entity()
class Page {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40, unique: true }) code: string;
  @Column({ type: 'varchar', length: 200, nullable: true }) text: string | null;
  @Column({ default: 0 }) visits: number;
  @VersionColumn() version: number;
  @UpdateDateColumn() updatedAt: Date;
  @DeleteDateColumn() deletedAt: Date | null;
}

@Entity()
class Scrap {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) text: string;
}

describeVersions('compiled repositories', createCompiledRepository);
describeVersions('compiled repositories, watched by TypeORM,', createCompiledRepository, {
  maxQueryExecutionTime: 60_000,
});
describeVersions('ORM repositories', createOrmRepository);

function describeVersions(title: string, make: MakeRepository, options: Partial<DataSourceOptions> = {}): void {
  describe.each(chosenEngines())(`writes of ${title} on %s`, (engine) => {
    let api: LinkedApi;
    let id: number;

    beforeAll(async () => {
      api = await LinkedApi.open(engine, [Page, Scrap], () => make, options);
    });
    afterAll(() => api?.close());
    beforeEach(async () => {
      await api.clear();
      const { row, version } = await api
        .repository('Page')
        .create(payload({ code: 'home', text: 'first' }), ALL_VISIBLE);
      expect(version).toBe('1');
      id = Number((row.toJSON() as Document).id);
    });

    const pages = () => api.repository('Page');
    const item = (change: Partial<ItemQuestion> = {}) => api.item('Page', [id], change);
    const withVersions = (...versions: readonly (readonly string[] | '*')[]): Partial<ItemQuestion> => ({
      versions: versions.map((accepted): VersionCondition => ({ versions: accepted, source: 'header' })),
    });
    const read = async (change: Partial<ItemQuestion> = {}): Promise<Document | undefined> => {
      const found = await pages().read(item(change));
      return found && { ...(found.row.toJSON() as Document), etag: found.version };
    };
    const documentOf = (found: FoundItem | undefined): Document | undefined =>
      found && { ...(found.row.toJSON() as Document), etag: found.version };

    it('answer with the next version', async () => {
      const updated = await pages().update(item(withVersions(['1'])), payload({ text: 'second' }));
      expect(documentOf(updated)).toMatchObject({ text: 'second', version: 2, etag: '2' });
      const replaced = await pages().replace(item(withVersions(['2'])), payload({ code: 'home' }));
      expect(documentOf(replaced)).toMatchObject({ text: null, version: 3, etag: '3' });
      expect(await read()).toMatchObject({ version: 3, etag: '3' });
    });

    it('tell the version where it is not among the fields that were asked for', async () => {
      const fields = api.resource('Page').fields.filter(({ name }) => name === 'text');
      const found = await pages().update(item({ fields, ...withVersions(['1']) }), payload({ text: 'second' }));
      expect(found).toMatchObject({ version: '2', row: { text: '{"text":"second"}' } });
    });

    it.each([
      ['a version that is stale', [['2']]],
      ['several that are', [['2', '7']]],
      ['none at all', [[]]],
      ['two conditions of which one is not met', [['1'], ['2']]],
      ['any version and one that is stale', ['*', ['2']]],
      ['text that is no version', [['abc', '', '01', '1.0', '+1', '-1', ' 1', '1e0', '0x1', '１']]],
      ['numbers that no column holds', [['2147483648', '9223372036854775808', '99999999999999999999']]],
    ] as const)('change nothing for %s', async (_what, versions) => {
      const stale = withVersions(...versions);
      expect(await pages().update(item(stale), payload({ text: 'second' }))).toBeUndefined();
      expect(await pages().update(item(stale), payload({}))).toBeUndefined();
      expect(await pages().replace(item(stale), payload({ code: 'other' }))).toBeUndefined();
      expect(await pages().remove(item(stale))).toBe(false);
      expect(await read()).toMatchObject({ code: 'home', text: 'first', version: 1 });
      await pages().remove(item());
      expect(await pages().restore(item(withVersions(['1'])))).toBeUndefined();
      expect(await read()).toBeUndefined();
    });

    it.each([
      ['one of several versions', [['7', '1', 'abc', '99999999999']]],
      ['any version', ['*']],
      [
        'two conditions that are met',
        [
          ['1', '2'],
          ['0', '1'],
        ],
      ],
    ] as const)('change the row that has %s', async (_what, versions) => {
      const found = await pages().update(item(withVersions(...versions)), payload({ text: 'second' }));
      expect(documentOf(found)).toMatchObject({ text: 'second', version: 2 });
    });

    it('check the version of a change of nothing, and raise none', async () => {
      const found = await pages().update(item(withVersions(['1'])), payload({}));
      expect(documentOf(found)).toMatchObject({ text: 'first', version: 1, etag: '1' });
      expect(await read()).toMatchObject({ version: 1 });
    });

    it('heed versions beside an access rule', async () => {
      const filter = {
        kind: 'comparison',
        field: api.resource('Page').fieldByName.get('code')!,
        operator: 'eq',
        value: 'home',
      } as const;
      expect(await pages().update(item({ filter, ...withVersions(['2']) }), payload({ text: 'no' }))).toBeUndefined();
      const found = await pages().update(item({ filter, ...withVersions(['1']) }), payload({ text: 'yes' }));
      expect(documentOf(found)).toMatchObject({ text: 'yes', etag: '2' });
    });

    it('know no version of a row that does not count its changes', async () => {
      const { row, version } = await api.repository('Scrap').create(payload({ text: 'one' }), ALL_VISIBLE);
      expect(version).toBeUndefined();
      const key = [(row.toJSON() as Document).id];
      const update = (...versions: readonly (readonly string[] | '*')[]) =>
        api.repository('Scrap').update(api.item('Scrap', key, withVersions(...versions)), payload({ text: 'two' }));
      expect(await update(['1'])).toBeUndefined();
      expect(await api.read('Scrap', key[0])).toMatchObject({ text: 'one' });
      expect((await update('*'))?.row.toJSON()).toMatchObject({ text: 'two' });
    });

    it('find their row by another unique key', async () => {
      const keyFields = [api.resource('Page').fieldByName.get('code')!];
      const byCode = (code: string, ...versions: readonly (readonly string[])[]) =>
        api.item('Page', [code], { keyFields, ...withVersions(...versions) });
      const updated = await pages().update(byCode('home', ['1']), payload({ text: 'second' }));
      expect(documentOf(updated)).toMatchObject({ id, text: 'second', etag: '2' });
      expect(await pages().update(byCode('home', ['1']), payload({ text: 'third' }))).toBeUndefined();
      expect(await pages().update(byCode('nowhere'), payload({ text: 'third' }))).toBeUndefined();
      const moved = await pages().update(byCode('home'), payload({ code: 'moved' }));
      expect(moved === undefined || documentOf(moved)?.code === 'moved').toBe(true);
      expect(documentOf(await pages().replace(byCode('moved'), payload({ code: 'moved' })))).toMatchObject({
        id,
        text: null,
      });
      expect(await pages().remove(byCode('moved'))).toBe(true);
    });

    it('hide what they remove, and bring it back', async () => {
      expect(await pages().restore(item())).toBeUndefined();
      expect(await pages().remove(item(withVersions(['1'])))).toBe(true);
      expect(await pages().remove(item())).toBe(false);
      expect(await pages().update(item(), payload({ text: 'second' }))).toBeUndefined();
      const { version } = (await api.dataSource.getRepository(Page).findOne({ where: { id }, withDeleted: true }))!;
      expect(await pages().restore(item(withVersions([String(version + 1)])))).toBeUndefined();
      const restored = await pages().restore(item(withVersions([String(version)])));
      expect(documentOf(restored)).toMatchObject({ id, text: 'first', etag: String(version + 1) });
      expect(await read()).toMatchObject({ id, version: version + 1 });
      expect(await pages().restore(item())).toBeUndefined();
    });

    it('reach rows that are removed when they are told to', async () => {
      await pages().remove(item());
      expect(await pages().update(item({ deleted: 'only' }), payload({ text: 'second' }))).toMatchObject({
        version: expect.any(String),
      });
      expect(documentOf(await pages().update(item({ deleted: 'with' }), payload({ text: 'third' })))).toMatchObject({
        text: 'third',
      });
      expect(await read()).toBeUndefined();
    });

    it('let exactly one of 20 that know the same version win', async () => {
      for (let round = 0; round < 10; round++) {
        const { etag } = (await read())!;
        const outcomes = await Promise.all(
          Array.from({ length: 20 }, (_, index) =>
            pages().update(item(withVersions([String(etag)])), payload({ text: `${round}.${index}` })),
          ),
        );
        const winners = outcomes.filter((outcome) => outcome !== undefined);
        expect(winners).toHaveLength(1);
        expect(await read()).toMatchObject({ ...documentOf(winners[0]), version: round + 2 });
      }
    });

    it('lose no increment of those that try again when they come too late', { timeout: 60_000 }, async () => {
      const increment = async (): Promise<void> => {
        for (;;) {
          const { visits, etag } = (await read())!;
          const change = payload({ visits: Number(visits) + 1 });
          if (await pages().update(item(withVersions([String(etag)])), change)) return;
        }
      };
      const workers = Array.from({ length: 5 }, async () => {
        for (let round = 0; round < 20; round++) await increment();
      });
      await Promise.all(workers);
      expect(await read()).toMatchObject({ visits: 100, version: 101 });
    });

    it('never bring back a row that is removed meanwhile', { timeout: 60_000 }, async () => {
      const scraps = api.repository('Scrap');
      for (let round = 0; round < 25; round++) {
        const { row } = await scraps.create(payload({ text: 'one' }), ALL_VISIBLE);
        const scrap = api.item('Scrap', [(row.toJSON() as Document).id]);
        const updates = [1, 2, 3].map((index) => scraps.update(scrap, payload({ text: `${index}` })));
        const [removed] = await Promise.all([scraps.remove(scrap), ...updates]);
        expect(removed).toBe(true);
        expect(await scraps.read(scrap)).toBeUndefined();
      }
      expect(await api.list('Scrap')).toEqual([]);
    });
  });
}
