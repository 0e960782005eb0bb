import type { DataSourceOptions } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ListQuestion, Visibility } from '../../lib/query/question.js';
import { createCompiledRepository } from '../../lib/repository/typeorm/compiled/compiled.repository.js';
import { createOrmRepository } from '../../lib/repository/typeorm/orm/orm.repository.js';
import type { Engine } from '../e2e/harness/test-databases.js';
import { Catalogue, countStatements } from './fixtures/catalogue/catalogue.js';
import type { Tree } from './fixtures/library/tree.js';
import type { MakeRepository } from './fixtures/sample-api.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

const MAKERS: readonly (readonly [name: string, reads: 'compiled' | 'orm', make: MakeRepository])[] = [
  ['', 'compiled', createCompiledRepository],
  [', read by TypeORM', 'orm', createOrmRepository],
];
const cases = chosenEngines().flatMap((engine) => MAKERS.map((maker) => [engine, ...maker] as const));

describe.each(cases)('relations on %s%s', (engine: Engine, _name, reads, make) => {
  let catalogue: Catalogue;

  beforeAll(async () => {
    catalogue = await Catalogue.open(
      engine,
      {},
      () => reads,
      () => make,
    );
    await catalogue.fill();
  });
  afterAll(() => catalogue?.close());

  const ids = async (name: string, question: Partial<ListQuestion>): Promise<unknown[]> =>
    (await catalogue.rows(name, question)).map(({ id }) => id);
  const visible = (name: string, tree: Tree): Visibility => new Map([[name, catalogue.condition(name, tree)]]);

  describe('in the order of a list', () => {
    it('sorts by the field of a related row, and puts rows without one last', async () => {
      expect(await ids('Book', { sort: catalogue.sort('Book', 'author.name') })).toEqual([1, 2, 3, 7, 4, 5, 6]);
      expect(await ids('Book', { sort: catalogue.sort('Book', '-author.name') })).toEqual([7, 3, 1, 2, 4, 5, 6]);
      expect(await ids('Book', { sort: catalogue.sort('Book', 'author.born', '-title') })).toEqual([
        1, 2, 7, 4, 6, 5, 3,
      ]);
    });

    it('goes through several relations, through the row itself, and through one-to-one relations', async () => {
      expect(await ids('Review', { sort: catalogue.sort('Review', '-book.author.name', 'rating') })).toEqual([
        '11',
        '9',
        '10',
        '9007199254740992',
        '8',
        '9007199254740993',
        '7',
        '12',
      ]);
      expect(await ids('Author', { sort: catalogue.sort('Author', '-mentor.id', 'id') })).toEqual([3, 2, 6, 1, 5]);
      expect(await ids('Author', { sort: catalogue.sort('Author', 'profile.motto') })).toEqual([3, 1, 2, 5, 6]);
      expect(await ids('Author', { sort: catalogue.sort('Author', 'publisher.name', '-id') })).toEqual([3, 2, 1, 6, 5]);
    });

    it('joins a relation once for the order and for what is included', async () => {
      const sort = catalogue.sort('Book', '-author.born', 'author.name');
      const includes = catalogue.includes('Book', { name: 'author', fields: ['name'] });
      const rows = await catalogue.rows('Book', { sort, includes, pageSize: 3 });
      expect(rows.map(({ id, author }) => [id, author])).toEqual([
        [7, { name: 'Cid' }],
        [1, { name: 'Ada' }],
        [2, { name: 'Ada' }],
      ]);
      if (reads === 'orm') return;
      expect(await countStatements(() => catalogue.list('Book', { sort, includes, count: 'none' }))).toBe(1);
    });

    it('counts the same rows as without the order', async () => {
      const sort = catalogue.sort('Book', 'author.name');
      for (const page of [1, 2, 3]) {
        expect(await catalogue.list('Book', { sort, page, pageSize: 3 })).toMatchObject({ total: 7 });
      }
    });

    it('takes a related row that may not be seen for none', async () => {
      const visibility = visible('Author', ['name', 'ne', 'Ada']);
      const sort = catalogue.sort('Book', 'author.name');
      expect(await ids('Book', { sort, visibility })).toEqual([3, 7, 1, 2, 4, 5, 6]);
    });
  });

  describe('in conditions', () => {
    const found = (name: string, tree: Tree): Promise<unknown[]> =>
      ids(name, { filter: catalogue.condition(name, tree) });

    it('asks the one related row, or a row of nulls', async () => {
      expect(await found('Book', ['author', 'one', ['name', 'eq', 'Ada']])).toEqual([1, 2]);
      expect(await found('Book', ['author', 'one', ['name', 'ne', 'Ada']])).toEqual([3, 4, 5, 6, 7]);
      expect(await found('Book', ['author', 'one', ['name', 'isnull', true]])).toEqual([4, 5, 6]);
      expect(await found('Book', ['author', 'one', ['name', 'isnull', false]])).toEqual([1, 2, 3, 7]);
      expect(await found('Author', ['profile', 'one', ['motto', 'isnull', true]])).toEqual([2, 5, 6]);
      expect(await found('Author', ['publisher', 'one', ['name', 'icontains', 'reef']])).toEqual([1, 2]);
      expect(await found('Copy', ['edition', 'one', ['label', 'in', ['first', 'only']]])).toEqual([1, 3, 4]);
      expect(await found('Copy', ['edition', 'one', ['label', 'nin', ['first', 'only']]])).toEqual([2, 5]);
    });

    it('asks some, none and every one of many', async () => {
      expect(await found('Book', ['reviews', 'some', ['rating', 'gte', 4]])).toEqual([1, 3]);
      expect(await found('Book', ['reviews', 'none', ['rating', 'gte', 4]])).toEqual([2, 4, 5, 6, 7]);
      expect(await found('Book', ['reviews', 'every', ['rating', 'gte', 2]])).toEqual([2, 3, 4, 5, 6, 7]);
      expect(await found('Book', ['reviews', 'some', { and: [] }])).toEqual([1, 2, 3, 5]);
      expect(await found('Book', ['tags', 'some', ['scheme', 'eq', 'mood']])).toEqual([1]);
      expect(await found('Book', ['tags', 'none', ['word', 'eq', 'novel']])).toEqual([3, 4, 5, 6, 7]);
      expect(await found('Book', ['tags', 'every', ['scheme', 'eq', 'kind']])).toEqual([2, 3, 4, 5, 6, 7]);
      expect(await found('Author', ['idols', 'some', ['name', 'isnull', false]])).toEqual([1, 2, 3]);
      expect(await found('Author', ['idols', 'every', ['name', 'eq', 'Bob']])).toEqual([1, 5, 6]);
    });

    it('enters a resource again inside itself, joined with everything else', async () => {
      expect(await found('Author', ['mentor', 'one', ['mentor', 'one', ['name', 'eq', 'Ada']]])).toEqual([3]);
      expect(
        await found('Author', {
          or: [
            ['students', 'some', ['students', 'some', ['books', 'some', ['price', 'lt', '5.00']]]],
            { not: ['mentor', 'one', ['students', 'some', ['id', 'eq', 6]]] },
          ],
        }),
      ).toEqual([1, 3, 5]);
    });

    it('counts what it finds, exactly and by estimate', async () => {
      const filter = catalogue.condition('Book', ['author', 'one', ['books', 'some', ['price', 'isnull', false]]]);
      const sort = catalogue.sort('Book', '-author.name');
      for (const count of ['exact', 'estimated'] as const) {
        expect(await catalogue.list('Book', { filter, sort, pageSize: 2, count })).toMatchObject({
          total: 4,
          length: 2,
        });
      }
    });

    it('narrows items that are read, changed and removed', async () => {
      const isAdas = catalogue.condition('Book', ['author', 'one', ['name', 'eq', 'Ada']]);
      expect(await catalogue.read('Book', [1], { filter: isAdas })).toMatchObject({ title: 'Sea' });
      expect(await catalogue.read('Book', [3], { filter: isAdas })).toBeUndefined();
    });
  });

  describe('of softly deleted rows', () => {
    it('shows them among the others, alone, or not at all, and counts likewise', async () => {
      const deleted = async (mode: ListQuestion['deleted']): Promise<unknown> => {
        const { rows, total } = await catalogue.list('Author', { deleted: mode });
        return [(rows.toJSON() as { id: unknown }[]).map(({ id }) => id), total];
      };
      expect(await deleted('without')).toEqual([[1, 2, 3, 5, 6], 5]);
      expect(await deleted('with')).toEqual([[1, 2, 3, 4, 5, 6], 6]);
      expect(await deleted('only')).toEqual([[4], 1]);
      expect(await catalogue.list('Author', { deleted: 'with', pageSize: 2 })).toMatchObject({ total: 6 });
    });

    it('reads one of them when it is asked for', async () => {
      expect(await catalogue.read('Author', [4])).toBeUndefined();
      expect(await catalogue.read('Author', [4], { deleted: 'with' })).toMatchObject({ name: 'Dot' });
      expect(await catalogue.read('Author', [4], { deleted: 'only' })).toMatchObject({ name: 'Dot' });
      expect(await catalogue.read('Author', [1], { deleted: 'only' })).toBeUndefined();
    });
  });

  describe('of one parent', () => {
    const rowsOf = (name: string, relation: string, key: readonly unknown[], question: Partial<ListQuestion> = {}) => {
      const parent = { relation: catalogue.resource(name).relations.get(relation)!, key };
      return catalogue.list(parent.relation.target.name, { parent, ...question });
    };
    const keysOf = async (...asked: Parameters<typeof rowsOf>): Promise<unknown[]> => {
      const rows = (await rowsOf(...asked)).rows.toJSON() as Record<string, unknown>[];
      return rows.map((row) => row['id'] ?? row['word'] ?? row['number']);
    };

    it('lists the rows on the other side, whatever joins them', async () => {
      expect(await keysOf('Author', 'books', [1])).toEqual([1, 2]);
      expect(await keysOf('Author', 'books', [6])).toEqual([]);
      expect(await keysOf('Author', 'students', [1])).toEqual([2, 6]);
      expect(await keysOf('Author', 'idols', [1])).toEqual([2]);
      expect(await keysOf('Author', 'admirers', [1])).toEqual([2, 3]);
      expect(await keysOf('Publisher', 'authors', [1])).toEqual([1, 2]);
      expect(await keysOf('Book', 'tags', [1])).toEqual(['novel', 'novel']);
      expect(await keysOf('Tag', 'books', ['kind', 'novel'])).toEqual([1, 2]);
      expect(await keysOf('Tag', 'books', ['mood', 'novel'])).toEqual([1]);
      expect(await keysOf('Book', 'editions', [1])).toEqual([1, 2]);
      expect(await keysOf('Edition', 'copies', [1, 1])).toEqual([1, 3]);
      expect(await keysOf('Review', 'remarks', ['9007199254740993'])).toEqual([1, 3]);
      expect(await keysOf('Review', 'remarks', ['9007199254740992'])).toEqual([2]);
    });

    it('pages, counts, filters and sorts them like any other list', async () => {
      const filter = catalogue.condition('Review', ['rating', 'isnull', false]);
      const question = { filter, pageSize: 1, sort: catalogue.sort('Review', '-rating') };
      const { rows, total, hasMore } = await rowsOf('Book', 'reviews', [1], question);
      expect([rows.toJSON(), total, hasMore]).toMatchObject([[{ id: '9007199254740993' }], 2, true]);
      const includes = catalogue.includes('Book', { name: 'author', fields: ['name'] });
      expect((await rowsOf('Tag', 'books', ['kind', 'poem'], { includes })).rows.toJSON()).toMatchObject([
        { id: 3, author: { name: 'Bob' } },
      ]);
    });

    it('lists nothing of a parent that may not be seen', async () => {
      for (const [name, relation, key] of [
        ['Author', 'books', [1]],
        ['Author', 'idols', [1]],
        ['Publisher', 'authors', [1]],
        ['Edition', 'copies', [1, 1]],
        ['Tag', 'books', ['kind', 'novel']],
      ] as const) {
        const first = catalogue.resource(name).key[0]!.name;
        expect(await keysOf(name, relation, key, { visibility: visible(name, [first, 'ne', key[0]]) })).toEqual([]);
        const all = await keysOf(name, relation, key);
        expect(await keysOf(name, relation, key, { visibility: visible(name, [first, 'eq', key[0]]) })).toEqual(all);
      }
    });
  });
});

interface Writing {
  readonly options?: Partial<DataSourceOptions>;
  readonly make?: MakeRepository;
}

/** On MySQL a statement cannot read the table that it writes; the statements for it are run by MariaDB here. */
const AS_MYSQL: Writing = { options: { type: 'mysql' } as Partial<DataSourceOptions> };
const writing = chosenEngines().flatMap((engine): (readonly [string, Engine, Writing])[] => [
  [engine, engine, {}],
  ...(engine === 'mariadb' ? [[`${engine}, as MySQL`, engine, AS_MYSQL] as const] : []),
  [`${engine}, by TypeORM`, engine, { make: createOrmRepository }],
]);

describe.each(writing)('writes that depend on related rows, on %s', (_name, engine, { options, make }) => {
  let catalogue: Catalogue;

  beforeEach(async () => {
    catalogue = await Catalogue.open(engine, options, undefined, () => make ?? createCompiledRepository);
    await catalogue.fill();
  });
  afterEach(() => catalogue?.close());

  const trees: readonly (readonly [tree: Tree, matching: number])[] = [
    [['mentor', 'one', ['name', 'eq', 'Ada']], 2],
    [['mentor', 'one', ['name', 'ne', 'Ada']], 3],
    [['mentor', 'one', ['mentor', 'one', ['name', 'eq', 'Ada']]], 3],
    [['students', 'some', ['name', 'eq', 'Bob']], 1],
    [['students', 'none', ['name', 'eq', 'Bob']], 2],
    [['students', 'every', ['name', 'eq', 'Cid']], 2],
    [['idols', 'some', ['name', 'eq', 'Ada']], 2],
    [{ not: ['idols', 'some', ['name', 'eq', 'Ada']] }, 1],
    [['publisher', 'one', ['name', 'startswith', 'Reef']], 1],
    [['profile', 'one', ['motto', 'isnull', true]], 2],
    [['books', 'some', ['reviews', 'some', ['reviewer', 'one', ['name', 'eq', 'Ada']]]], 1],
  ];

  it('changes a row exactly when its relations meet the condition', async () => {
    const repository = catalogue.repository('Author');
    for (const [tree] of trees) {
      const filter = catalogue.condition('Author', tree);
      const expected = await catalogue.rows('Author', { filter });
      for (const id of [1, 2, 3, 5, 6]) {
        const updated = await repository.update(catalogue.item('Author', [id], { filter }), { born: 1900 + id });
        expect([tree, id, updated !== undefined]).toEqual([tree, id, expected.some((row) => row['id'] === id)]);
      }
    }
  });

  it('removes a row exactly when its relations meet the condition', async () => {
    const repository = catalogue.repository('Author');
    for (const [tree, matching] of trees) {
      const filter = catalogue.condition('Author', tree);
      const other = { kind: 'not', condition: filter } as const;
      expect([tree, await repository.remove(catalogue.item('Author', [matching], { filter: other }))]).toEqual([
        tree,
        false,
      ]);
      expect([tree, await repository.remove(catalogue.item('Author', [matching], { filter }))]).toEqual([tree, true]);
      await catalogue.dataSource.getRepository('Author').restore({ id: matching });
    }
    const isFirst = catalogue.condition('Copy', ['edition', 'one', ['copies', 'some', ['place', 'eq', 'C']]]);
    expect(await catalogue.repository('Copy').remove(catalogue.item('Copy', [2], { filter: isFirst }))).toBe(false);
    expect(await catalogue.repository('Copy').remove(catalogue.item('Copy', [1], { filter: isFirst }))).toBe(true);
  });

  it('takes related rows that may not be seen for none', async () => {
    const visibility = new Map([['Author', catalogue.condition('Author', ['name', 'ne', 'Ada'])]]);
    const filter = catalogue.condition('Author', ['mentor', 'one', ['name', 'eq', 'Ada']]);
    const item = catalogue.item('Author', [2], { filter, visibility });
    expect(await catalogue.repository('Author').update(item, { born: 1 })).toBeUndefined();
    expect(await catalogue.repository('Author').remove(item)).toBe(false);
  });
});
