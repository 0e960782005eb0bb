import {
  Column,
  CreateDateColumn,
  Entity,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  VersionColumn,
  type DataSourceOptions,
} from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ALL_VISIBLE } from '../../lib/query/question.js';
import { createCompiledRepository } from '../../lib/repository/typeorm/compiled/compiled.repository.js';
import { createOrmRepository } from '../../lib/repository/typeorm/orm/orm.repository.js';
import type { StoredItem } from '../../lib/repository/resource-repository.js';
import { LinkedApi, payload } from './fixtures/linked-api.js';
import { SampleApi, type Document, type MakeRepository } from './fixtures/sample-api.js';
import { SAMPLE_ROWS } from './fixtures/sample.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

@Entity()
class Part {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column({ length: 40, unique: true }) code: string;
  @Column({ length: 5, default: 'grey' }) colour: string;
  @Column({ default: 0 }) stock: number;
  @VersionColumn() version: number;
  @CreateDateColumn() createdAt: Date;
}

@Entity()
class Cell {
  @PrimaryColumn() row: number;
  @PrimaryColumn() column: number;
  @ManyToOne(() => Cell, { nullable: true, onDelete: 'CASCADE' }) above: Cell | null;
}

@Entity()
class Empty {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'varchar', length: 10, nullable: true, default: 'none' }) text: string | null;
}

describeMany('the compiled repository', createCompiledRepository);
describeMany('the compiled repository, watched by TypeORM,', createCompiledRepository, {
  maxQueryExecutionTime: 60_000,
});
describeMany('the ORM repository', createOrmRepository);

function describeMany(title: string, make: MakeRepository, options: Partial<DataSourceOptions> = {}): void {
  describe.each(chosenEngines())(`many rows at once, by ${title} on %s`, (engine) => {
    let api: LinkedApi;
    let samples: SampleApi;

    beforeAll(async () => {
      api = await LinkedApi.open(engine, [Part, Cell, Empty], () => make, options);
      samples = await SampleApi.open(engine, make, options);
    });
    afterAll(async () => {
      await api?.close();
      await samples?.close();
    });
    beforeEach(async () => {
      await api.clear();
      await samples.clear();
    });

    const createMany = (name: string, bodies: readonly object[]): Promise<readonly StoredItem[]> =>
      api.repository(name).createMany(
        bodies.map((body) => payload(body)),
        ALL_VISIBLE,
      );
    const documents = (items: readonly StoredItem[]): Document[] => items.map(({ row }) => row.toJSON() as Document);
    const parts = (count: number): object[] => Array.from({ length: count }, (_, index) => ({ code: `p${index}` }));

    it('are what they would be one by one, of whatever type and with whatever columns', async () => {
      const stamps = { id: 0, createdAt: '', updatedAt: '' };
      const single: Document[] = [];
      for (const row of SAMPLE_ROWS) single.push({ ...(await samples.create(row)), ...stamps });
      await samples.clear();
      const items = await samples.repository.createMany(
        SAMPLE_ROWS.map((row) => payload(row)),
        ALL_VISIBLE,
      );
      expect(documents(items).map((row) => ({ ...row, ...stamps }))).toEqual(single);
      for (const item of items) {
        const row = item.row.toJSON() as Document;
        expect(await samples.read(Number(item.key[0]))).toEqual(row);
        expect(item).toMatchObject({ key: [String(row.id)], version: '1' });
      }
    });

    it('are answered in the order in which they came', async () => {
      const bodies = Array.from({ length: 60 }, (_, index) =>
        index % 3 === 0
          ? { code: `p${index}` }
          : { code: `p${index}`, stock: index, ...(index % 3 === 1 && { colour: 'red' }) },
      );
      const items = documents(await createMany('Part', bodies));
      expect(items.map(({ code, stock, colour }) => ({ code, stock, colour }))).toEqual(
        bodies.map((body) => ({ stock: 0, colour: 'grey', ...body })),
      );
      expect(new Set(items.map(({ id }) => id)).size).toBe(60);
    });

    it('may be none, one, or thousands', { timeout: 30_000 }, async () => {
      expect(await createMany('Part', [])).toEqual([]);
      expect(documents(await createMany('Part', [{ code: 'one' }]))).toMatchObject([{ code: 'one', version: 1 }]);
      const items = documents(await createMany('Part', parts(5003)));
      expect(items.map(({ code }) => code)).toEqual(parts(5003).map((part) => (part as { code: string }).code));
      expect(await api.dataSource.getRepository(Part).count()).toBe(5004);
    });

    it('may bring nothing at all', async () => {
      const items = documents(await createMany('Empty', [{}, { text: 'some' }, {}]));
      expect(items.map(({ text }) => text)).toEqual(['none', 'some', 'none']);
    });

    it.each([
      ['a row that is there already', (bodies: object[]) => (bodies[17] = { code: 'taken' }), 17, 'LA401'],
      ['a row that came before', (bodies: object[]) => (bodies[18] = { code: 'p3', stock: 1 }), 18, 'LA401'],
    ] as const)('are none when one is in conflict with %s, which is pointed at', async (_what, spoil, place, code) => {
      await createMany('Part', [{ code: 'taken' }]);
      const bodies = parts(30);
      spoil(bodies);
      await expect(createMany('Part', bodies)).rejects.toMatchObject({
        code,
        status: 409,
        errors: [{ pointer: `/${place}/code`, code }],
      });
      expect(await api.list('Part')).toHaveLength(1);
    });

    it('are none when one refers to a row that is not there', async () => {
      const bodies = [
        { row: 1, column: 1 },
        { row: 1, column: 2, aboveRow: 7, aboveColumn: 7 },
      ];
      await expect(createMany('Cell', bodies)).rejects.toMatchObject({
        code: 'LA402',
        errors: [{ pointer: '/1/aboveRow' }, { pointer: '/1/aboveColumn' }],
      });
      expect(await api.list('Cell')).toEqual([]);
    });

    it('may refer to each other, in their order', async () => {
      const items = documents(
        await createMany('Cell', [
          { row: 1, column: 1 },
          { row: 2, column: 1, aboveRow: 1, aboveColumn: 1 },
          { row: 1, column: 2 },
          { row: 2, column: 2, aboveRow: 1, aboveColumn: 2 },
        ]),
      );
      expect(items).toHaveLength(4);
      expect(items[3]).toMatchObject({ row: 2, column: 2, aboveRow: 1, aboveColumn: 2 });
    });

    it('are a part of the transaction that runs, which goes on when they are refused', async () => {
      await api.repository('Part').transaction(async () => {
        await createMany('Part', [{ code: 'kept' }, { code: 'also kept' }]);
        await expect(createMany('Part', [{ code: 'lost' }, { code: 'kept' }])).rejects.toMatchObject({ code: 'LA401' });
        await createMany('Empty', [{ text: 'kept' }, {}]);
      });
      const rolledBack = api.repository('Part').transaction(async () => {
        await createMany('Part', [{ code: 'x' }, { code: 'y' }]);
        throw new Error('no');
      });
      await expect(rolledBack).rejects.toThrow('no');
      expect(new Set((await api.list('Part')).map(({ code }) => code))).toEqual(new Set(['kept', 'also kept']));
      expect(await api.list('Empty')).toHaveLength(2);
    });
  });
}
