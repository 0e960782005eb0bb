import { DataSource, type DataSourceOptions } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileResources } from '../../lib/compiler/compile.js';
import { ANONYMOUS } from '../../lib/common/principal.js';
import { permit } from '../../lib/policy/permit.js';
import type { Condition, ItemQuestion, ListQuestion } from '../../lib/query/question.js';
import type { ListResult, ResourceRepository } from '../../lib/repository/resource-repository.js';
import type { Field } from '../../lib/resource/field.js';
import type { Operator } from '../../lib/resource/operator.js';
import type { Payload } from '../../lib/resource/payload.js';
import type { Resource } from '../../lib/resource/resource.js';
import type { EntityTarget } from '../../lib/resource/entity-target.js';
import { createTestDatabase, ENGINES, type Engine, type TestDatabase } from '../e2e/harness/test-databases.js';
import { matches } from './fixtures/oracle.js';
import { createSampleEntity, SAMPLE_ROWS, type SampleRow } from './fixtures/sample.js';

type Document = Record<string, unknown>;
export type MakeRepository = (resource: Resource, dataSource: DataSource) => ResourceRepository;

/** What every repository has to do, on every engine. `options` are added to those of the data source. */
export function describeRepository(name: string, makeRepository: MakeRepository, options: Partial<DataSourceOptions> = {}): void {
  const wanted = process.env.LIGHTAPI_TEST_ENGINES?.split(',').map((engine) => engine.trim());
  for (const engine of ENGINES.filter((candidate) => wanted?.includes(candidate) ?? true)) {
    describe(`${name} on ${engine}`, () => describeOn(engine, makeRepository, options));
  }
}

function describeOn(engine: Engine, makeRepository: MakeRepository, options: Partial<DataSourceOptions>): void {
  let database: TestDatabase;
  let dataSource: DataSource;
  let samples: Resource;
  let repository: ResourceRepository;
  const field = (fieldName: string): Field => samples.fieldByName.get(fieldName)!;

  beforeAll(async () => {
    database = await createTestDatabase(engine);
    const entity = createSampleEntity(engine);
    const base = database.options as DataSourceOptions;
    dataSource = new DataSource({ ...base, ...options, entities: [entity] } as DataSourceOptions);
    await dataSource.initialize();
    samples = compileSample(entity as unknown as EntityTarget);
    repository = makeRepository(samples, dataSource);
  });

  afterAll(async () => {
    if (dataSource?.isInitialized) await dataSource.destroy();
    await database?.drop();
  });

  const list = (question: Partial<ListQuestion>): Promise<ListResult> =>
    repository.list(
      permit(
        samples,
        {
          kind: 'list', filter: undefined, search: [], sort: [{ field: field('id'), direction: 'asc' }],
          page: 1, pageSize: 50, count: 'exact', fields: samples.representation.list, parameters: [], ...question,
        },
        ANONYMOUS,
      ),
    );
  const rowsOf = async (question: Partial<ListQuestion>): Promise<Document[]> => (await list(question)).rows.toJSON() as Document[];
  const item = (id: unknown, filter?: Condition, fields: readonly Field[] = samples.representation.read) =>
    permit<ItemQuestion>(samples, { kind: 'item', key: [id], filter, fields }, ANONYMOUS);
  const read = async (id: unknown): Promise<Document | undefined> => (await repository.read(item(id)))?.toJSON() as Document | undefined;
  const create = async (payload: SampleRow): Promise<Document> =>
    (await repository.create(toPayload(payload))).row.toJSON() as Document;
  const clear = (): Promise<unknown> => dataSource.createQueryBuilder().delete().from('Sample').execute();

  describe('filters', () => {
    const stored = new Map<unknown, SampleRow>();

    beforeAll(async () => {
      await clear();
      for (const row of SAMPLE_ROWS) stored.set((await create(row)).id, row);
    });

    const expectMatch = async (filter: Condition, expected: (row: SampleRow) => boolean): Promise<void> => {
      const found = (await rowsOf({ filter })).map(({ id }) => stored.get(id)?.['code'] ?? null);
      const wanted = [...stored.values()].filter(expected).map((row) => row['code'] ?? null);
      expect(found).toEqual(wanted);
    };
    const comparison = (fieldName: string, operator: Operator, value: unknown): Condition =>
      ({ kind: 'comparison', field: field(fieldName), operator, value });

    const ordered = ['code', 'count', 'big', 'price', 'ratio', 'at', 'day', 'clock'];
    const equal = [...ordered, 'text', 'flag', 'uid', 'mood', 'level'];

    it.each(equal)('compares %s with every value by eq, ne, in, nin and isnull', async (fieldName) => {
      const values = distinct(fieldName);
      for (const value of values) {
        for (const operator of ['eq', 'ne'] as const) {
          await expectMatch(comparison(fieldName, operator, value), (row) => matches(field(fieldName), operator, row[fieldName], value));
        }
      }
      for (const operator of ['in', 'nin'] as const) {
        for (const items of [values.slice(0, 1), values.slice(0, 3), values, []]) {
          await expectMatch(comparison(fieldName, operator, items), (row) => matches(field(fieldName), operator, row[fieldName], items));
        }
      }
      for (const value of [true, false]) {
        await expectMatch(comparison(fieldName, 'isnull', value), (row) => matches(field(fieldName), 'isnull', row[fieldName], value));
      }
    });

    it.each(ordered)('orders %s by lt, lte, gt, gte and between', async (fieldName) => {
      const values = distinct(fieldName);
      for (const value of values) {
        for (const operator of ['lt', 'lte', 'gt', 'gte'] as const) {
          await expectMatch(comparison(fieldName, operator, value), (row) => matches(field(fieldName), operator, row[fieldName], value));
        }
        for (const pair of [[value, value], [values[0], value]]) {
          await expectMatch(comparison(fieldName, 'between', pair), (row) => matches(field(fieldName), 'between', row[fieldName], pair));
        }
      }
    });

    const pieces = [
      'alpha', 'ALPHA', 'A', 'l', 'É', 'é', 'e', '%', '_', '\\', '*', '?', '[', ']', '^', '-', '"', "'", 'ß', 'SS',
      'ångström', '日', '🙂', ' ', '', '100%', 'x%y', '[a-z]', '%y_z\\',
    ];
    const textOperators = ['contains', 'icontains', 'startswith', 'istartswith', 'endswith', 'iendswith'] as const;

    it.each(textOperators)('takes every character for itself in %s', async (operator) => {
      for (const piece of pieces) {
        await expectMatch(comparison('text', operator, piece), (row) => matches(field('text'), operator, row['text'], piece));
      }
    });

    it.each(['like', 'ilike'] as const)('reads patterns in %s', async (operator) => {
      for (const pattern of ['alpha', 'ALPHA%', '%lph_', '_lpha', '%\\%', '%\\_x', '%\\\\ back', 'É%', '%', '', 'x\\%y\\_z\\\\', '%\\']) {
        await expectMatch(comparison('text', operator, pattern), (row) => matches(field('text'), operator, row['text'], pattern));
      }
    });

    it('finds items of lists by has and overlaps', async () => {
      for (const value of ['red', 'Red', 'green', 'gre', 'r,g', '%', 'red,green']) {
        await expectMatch(comparison('tags', 'has', value), (row) => matches(field('tags'), 'has', row['tags'], value));
      }
      for (const value of [['red'], ['Red', 'green'], ['x', 'redder'], []]) {
        await expectMatch(comparison('tags', 'overlaps', value), (row) => matches(field('tags'), 'overlaps', row['tags'], value));
      }
    });

    it('takes text for data, whatever it looks like', async () => {
      for (const value of ["' OR 1=1 --", '" OR 1=1 --', '` OR 1', '\\', "\\'", '?', '$1', ':id', '0x41', "'); DROP TABLE sample; --"]) {
        for (const operator of ['eq', 'contains', 'icontains'] as const) {
          await expectMatch(comparison('text', operator, value), (row) => matches(field('text'), operator, row['text'], value));
        }
        await expectMatch(comparison('text', 'in', [value, 'alpha']), (row) => matches(field('text'), 'in', row['text'], [value, 'alpha']));
      }
    });

    it('joins conditions with and, or and not, and keeps rows with NULL in a negation', async () => {
      const low = comparison('count', 'lt', 5);
      const high = comparison('price', 'gte', '1.5000');
      const lowRow = (row: SampleRow): boolean => matches(field('count'), 'lt', row['count'], 5);
      const highRow = (row: SampleRow): boolean => matches(field('price'), 'gte', row['price'], '1.5000');
      await expectMatch({ kind: 'and', conditions: [low, high] }, (row) => lowRow(row) && highRow(row));
      await expectMatch({ kind: 'or', conditions: [low, high] }, (row) => lowRow(row) || highRow(row));
      await expectMatch({ kind: 'not', condition: low }, (row) => !lowRow(row));
      await expectMatch({ kind: 'not', condition: { kind: 'not', condition: low } }, lowRow);
      await expectMatch({ kind: 'not', condition: { kind: 'or', conditions: [low, high] } }, (row) => !lowRow(row) && !highRow(row));
      await expectMatch({ kind: 'not', condition: { kind: 'and', conditions: [low, { kind: 'not', condition: high }] } }, (row) => !lowRow(row) || highRow(row));
      await expectMatch({ kind: 'and', conditions: [] }, () => true);
      await expectMatch({ kind: 'or', conditions: [] }, () => false);
    });

    it('searches every word in every search field, in any case', async () => {
      const codes = async (...search: string[]): Promise<unknown[]> => (await rowsOf({ search })).map(({ code }) => code);
      expect(await codes('ALPHA')).toEqual(['a1', 'b2', 'c3']);
      expect(await codes('éclair')).toEqual(['d4', 'e5']);
      expect(await codes('ÉCLAIR', '50_')).toEqual(['e5']);
      expect(await codes('alpha', 'B2')).toEqual(['b2']);
      expect(await codes('alpha', 'nowhere')).toEqual([]);
    });

    function distinct(fieldName: string): unknown[] {
      return [...new Set(SAMPLE_ROWS.map((row) => row[fieldName]).filter((value) => value !== undefined))];
    }
  });

  describe('lists', () => {
    const codesOf = async (question: Partial<ListQuestion>): Promise<unknown[]> =>
      (await rowsOf(question)).map(({ code }) => code);

    beforeAll(async () => {
      await clear();
      for (const [index, count] of [3, null, 1, 2, null, 2].entries()) await create({ code: `row${index}`, count });
    });

    it('puts NULLs last in ascending and in descending order', async () => {
      const id = { field: field('id'), direction: 'asc' } as const;
      const count = field('count');
      expect(await codesOf({ sort: [{ field: count, direction: 'asc' }, id] })).toEqual(['row2', 'row3', 'row5', 'row0', 'row1', 'row4']);
      expect(await codesOf({ sort: [{ field: count, direction: 'desc' }, id] })).toEqual(['row0', 'row3', 'row5', 'row2', 'row1', 'row4']);
      expect(await codesOf({ sort: [{ field: count, direction: 'asc' }, { ...id, direction: 'desc' }] })).toEqual(['row2', 'row5', 'row3', 'row0', 'row4', 'row1']);
    });

    it('pages with an exact count', async () => {
      const page = async (number: number, pageSize: number) => {
        const result = await list({ page: number, pageSize, fields: [field('code')] });
        return [result.rows.text, result.length, result.hasMore, result.total];
      };
      // Twice, because a count may be begun beside the page once pages were full.
      for (let round = 0; round < 2; round++) {
        expect(await page(1, 4)).toEqual(['[{"code":"row0"},{"code":"row1"},{"code":"row2"},{"code":"row3"}]', 4, true, 6]);
        expect(await page(2, 4)).toEqual(['[{"code":"row4"},{"code":"row5"}]', 2, false, 6]);
        expect(await page(3, 4)).toEqual(['[]', 0, false, 6]);
        expect(await page(1, 6)).toEqual([expect.any(String), 6, false, 6]);
        expect(await page(1, 7)).toEqual([expect.any(String), 6, false, 6]);
      }
    });

    it('counts what the filter and the search leave', async () => {
      const filter: Condition = { kind: 'comparison', field: field('count'), operator: 'gte', value: 2 };
      expect(await list({ filter, pageSize: 2 })).toMatchObject({ length: 2, hasMore: true, total: 3 });
      expect(await list({ filter, search: ['row5'], pageSize: 1 })).toMatchObject({ length: 1, hasMore: false, total: 1 });
    });

    it('knows whether there is more without a count', async () => {
      expect(await list({ count: 'none', pageSize: 4 })).toMatchObject({ length: 4, hasMore: true, total: undefined });
      expect(await list({ count: 'none', pageSize: 4, page: 2 })).toMatchObject({ length: 2, hasMore: false, total: undefined });
      expect(await list({ count: 'none', pageSize: 6 })).toMatchObject({ length: 6, hasMore: false, total: undefined });
      expect(await list({ count: 'none', pageSize: 6, page: 2 })).toMatchObject({ length: 0, hasMore: false, total: undefined });
    });

    it('estimates small counts exactly', async () => {
      expect(await list({ count: 'estimated', pageSize: 2 })).toMatchObject({ total: 6 });
    });

    it('selects nothing but the fields that were asked for', async () => {
      const rows = await list({ fields: [field('count'), field('code')], pageSize: 1 });
      expect(rows.rows.text).toBe('[{"count":3,"code":"row0"}]');
      expect((await list({ fields: [], pageSize: 2 })).rows.text).toBe('[{},{}]');
    });
  });

  describe('items', () => {
    beforeEach(clear);

    it('writes every type the same on every engine', async () => {
      const created = await create({
        code: 'all', text: 'line\nbreak "quoted" \\ \u2028 🙂', count: -5, big: '9007199254740993', price: '1234567890.5', ratio: 0.1,
        flag: false, local: new Date('2024-01-31T12:00:00.250Z'), at: new Date('2024-01-31T12:00:00.000Z'), day: '2024-02-29', clock: '08:30:00',
        uid: '0a000000-0000-4000-8000-00000000000a', mood: 'wild', level: 30, tags: ['a', 'b'], data: { b: [1, null, 'x'] },
        doc: { a: { b: [1.5, true, null, 'é'] } }, bytes: Buffer.from([0, 255, 10]), secret: 'hidden', shout: 'Loud',
      });
      const { id, createdAt, updatedAt, ...rest } = created;
      expect(id).toEqual(expect.any(Number));
      expect(rest).toEqual({
        code: 'all', text: 'line\nbreak "quoted" \\ \u2028 🙂', count: -5, big: '9007199254740993', price: '1234567890.5000', ratio: 0.1,
        flag: false, local: '2024-01-31T12:00:00.250Z', at: '2024-01-31T12:00:00.000Z', day: '2024-02-29', clock: '08:30:00',
        uid: '0a000000-0000-4000-8000-00000000000a', mood: 'wild', level: 30, tags: ['a', 'b'], data: { b: [1, null, 'x'] },
        doc: { a: { b: [1.5, true, null, 'é'] } }, bytes: 'AP8K', shout: 'LOUD', state: "it's new", stock: 7, version: 1,
      });
      for (const stamp of [createdAt, updatedAt]) {
        expect(stamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        expect(Math.abs(Date.parse(stamp as string) - Date.now())).toBeLessThan(5_000);
      }
      expect(await read(id)).toEqual(created);
      expect((await rowsOf({}))[0]).toEqual(created);
      expect(Object.keys(created)).toEqual(samples.representation.read.map(({ name }) => name));
    });

    it('reads what TypeORM reads', async () => {
      const { id } = await create({ local: new Date('2024-07-01T10:20:30.456Z'), at: new Date('1901-02-03T04:05:06.007Z'), doc: [1], price: '3.1' });
      const entity = (await dataSource.getRepository('Sample').findOneByOrFail({ id })) as Document;
      const row = (await read(id))!;
      expect(row.local).toBe((entity.local as Date).toISOString());
      expect(row.at).toBe((entity.at as Date).toISOString());
      expect(row.doc).toEqual(entity.doc);
    });

    it('writes NULL and empty values', async () => {
      const created = await create({ tags: [], text: '', data: null, bytes: Buffer.alloc(0) });
      expect(created).toMatchObject({ code: null, count: null, big: null, price: null, ratio: null, flag: null, at: null, day: null, mood: null, data: null, doc: null, shout: null });
      expect(created).toMatchObject({ tags: [], text: '', bytes: '' });
    });

    it('answers a create with the key as it stands in a path', async () => {
      const stored = await repository.create(toPayload({ code: 'k' }));
      expect(stored.key).toEqual([String((stored.row.toJSON() as Document).id)]);
    });

    it('creates a row of nothing but defaults', async () => {
      expect(await create({})).toMatchObject({ state: "it's new", stock: 7, version: 1, code: null });
    });

    it('reads nothing where there is no row', async () => {
      expect(await read(2147483647)).toBeUndefined();
    });

    it('reads only rows that the filter allows', async () => {
      const { id } = await create({ count: 1 });
      const filter = (value: number): Condition => ({ kind: 'comparison', field: field('count'), operator: 'eq', value });
      expect(await repository.read(item(id, filter(1)))).toBeDefined();
      expect(await repository.read(item(id, filter(2)))).toBeUndefined();
      expect(await repository.update(item(id, filter(2)), toPayload({ count: 3 }))).toBeUndefined();
      expect(await repository.replace(item(id, filter(2)), toPayload({ count: 3 }))).toBeUndefined();
      expect(await repository.remove(item(id, filter(2)))).toBe(false);
      expect(await read(id)).toMatchObject({ count: 1, version: 1 });
      expect((await repository.update(item(id, filter(1)), toPayload({ text: 'x' })))?.toJSON()).toMatchObject({ text: 'x' });
      expect(await repository.remove(item(id, filter(1)))).toBe(true);
    });

    it('updates what was sent, raises the version and the date', async () => {
      const created = await create({ code: 'u', text: 'old', count: 4, stock: 1 });
      const updated = (await repository.update(item(created.id), toPayload({ text: null, price: '2' })))!.toJSON() as Document;
      expect(updated).toMatchObject({ code: 'u', text: null, price: '2.0000', count: 4, stock: 1, version: 2, createdAt: created.createdAt });
      // TypeORM's own CURRENT_TIMESTAMP has no fraction of a second on MariaDB.
      expect(Date.parse(updated.updatedAt as string)).toBeGreaterThan(Date.parse(created.createdAt as string) - 1000);
      expect(await read(created.id)).toEqual(updated);
    });

    it('updates a row to the values that it has', async () => {
      const { id } = await create({ code: 'same' });
      expect((await repository.update(item(id), toPayload({ code: 'same' })))?.toJSON()).toMatchObject({ code: 'same' });
    });

    it('changes nothing for an empty payload', async () => {
      const created = await create({ code: 'e' });
      expect((await repository.update(item(created.id), toPayload({})))?.toJSON()).toEqual(created);
      expect(await repository.update(item(2147483647), toPayload({}))).toBeUndefined();
    });

    it('replaces every field: what is absent returns to its default', async () => {
      const created = await create({ code: 'r', text: 'old', count: 4, stock: 1, state: 'used', shout: 'hey' });
      const replaced = (await repository.replace(item(created.id), toPayload({ code: 'r2' })))!.toJSON() as Document;
      expect(replaced).toMatchObject({ id: created.id, code: 'r2', text: null, count: null, shout: null, stock: 7, state: "it's new", version: 2 });
      expect(replaced.createdAt).toBe(created.createdAt);
    });

    it('answers undefined or false where there is no row', async () => {
      expect(await repository.update(item(2147483647), toPayload({ count: 1 }))).toBeUndefined();
      expect(await repository.replace(item(2147483647), toPayload({ count: 1 }))).toBeUndefined();
      expect(await repository.remove(item(2147483647))).toBe(false);
    });

    it('removes a row once', async () => {
      const { id } = await create({});
      expect(await repository.remove(item(id))).toBe(true);
      expect(await repository.remove(item(id))).toBe(false);
      expect(await read(id)).toBeUndefined();
    });

    it('answers a duplicate with a conflict that names the field', async () => {
      await create({ code: 'taken' });
      const { id } = await create({ code: 'free' });
      const conflict = { code: 'LA401', status: 409, errors: [expect.objectContaining({ pointer: '/code' })] };
      await expect(repository.create(toPayload({ code: 'taken' }))).rejects.toMatchObject(conflict);
      await expect(repository.update(item(id), toPayload({ code: 'taken' }))).rejects.toMatchObject(conflict);
      await expect(repository.replace(item(id), toPayload({ code: 'taken' }))).rejects.toMatchObject(conflict);
      expect(await read(id)).toMatchObject({ code: 'free', version: 1 });
    });

    it('loses none of 250 parallel creates when every fifth fails', async () => {
      await create({ code: 'dup' });
      const outcomes = await Promise.allSettled(
        Array.from({ length: 250 }, (_, index) => repository.create(toPayload({ code: index % 5 === 4 ? 'dup' : `p${index}` }))),
      );
      const stored = outcomes.filter((outcome) => outcome.status === 'fulfilled');
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused).toHaveLength(50);
      for (const { reason } of refused as PromiseRejectedResult[]) expect(reason).toMatchObject({ code: 'LA401' });
      expect(stored).toHaveLength(200);
      expect((await list({ pageSize: 1 })).total).toBe(201);
    });

    it('lets parallel updates each raise the version', async () => {
      const { id } = await create({ count: 0 });
      await Promise.all(Array.from({ length: 30 }, (_, count) => repository.update(item(id), toPayload({ count: count + 1 }))));
      expect(await read(id)).toMatchObject({ version: 31 });
    });

    it('finds a row by the instant that was shown, however precise the stored one is', async () => {
      const { id, createdAt, updatedAt } = await create({});
      for (const [fieldName, text] of [['createdAt', createdAt], ['updatedAt', updatedAt]] as const) {
        const value = new Date(text as string);
        for (const [operator, found] of [['eq', true], ['gte', true], ['lte', true], ['gt', false], ['lt', false], ['ne', false]] as const) {
          const rows = await rowsOf({ filter: { kind: 'comparison', field: field(fieldName), operator, value } });
          expect([operator, rows.map((row) => row.id)]).toEqual([operator, found ? [id] : []]);
        }
      }
    });
  });
}

/** All of the sample's fields, with the operators that are opted in. */
function compileSample(entity: EntityTarget): Resource {
  const { resources, problems } = compileResources(
    [{ entity: entity as never, search: ['code', 'text'] as never }],
    { place: 'the contract suite' },
  );
  expect(problems).toEqual([]);
  return resources[0]!;
}

function toPayload(row: SampleRow): Payload {
  return Object.assign(Object.create(null) as Record<string, unknown>, row);
}
