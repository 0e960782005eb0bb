import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSourceOptions } from 'typeorm';
import type { Engine } from '../e2e/harness/test-databases.js';
import { createCompiledRepository } from '../../lib/repository/typeorm/compiled/compiled.repository.js';
import { createOrmRepository } from '../../lib/repository/typeorm/orm/orm.repository.js';
import { Catalogue, countStatements } from './fixtures/catalogue/catalogue.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

const engines = chosenEngines();

type Reads = 'compiled' | 'orm';

interface Way {
  readonly name: string;
  readonly options?: Partial<DataSourceOptions>;
  readonly saidOf?: (name: string) => Reads;
  readonly readsOf?: (name: string) => Reads;
}

const READ_BY_ORM: ReadonlySet<string> = new Set(['Author', 'Review', 'Tag', 'Edition', 'Profile']);
const byTurns = (name: string): Reads => (READ_BY_ORM.has(name) ? 'orm' : 'compiled');

/** With a limit on query time every statement goes through TypeORM's query runner, and values come back parsed. */
const WAYS: readonly Way[] = [
  { name: '' },
  { name: ', watched by TypeORM', options: { maxQueryExecutionTime: 60_000 } },
  { name: ', when targets are read by others', saidOf: () => 'orm' },
  { name: ', read by TypeORM', saidOf: () => 'orm', readsOf: () => 'orm' },
  { name: ', some of them read by TypeORM', saidOf: byTurns, readsOf: byTurns },
];

const cases = engines.flatMap((engine) => WAYS.map((way) => [engine, way.name, way] as const));

describe.each(cases)('included relations on %s%s', (engine: Engine, _name, way: Way) => {
  const { options = {}, saidOf = () => 'compiled', readsOf = () => 'compiled' } = way;
  let catalogue: Catalogue;

  beforeAll(async () => {
    const makerOf = (name: string) => (readsOf(name) === 'orm' ? createOrmRepository : createCompiledRepository);
    catalogue = await Catalogue.open(engine, options, saidOf, makerOf);
    await catalogue.fill();
  });
  afterAll(() => catalogue?.close());

  it('puts the row of a to-one relation behind the fields, or null', async () => {
    const includes = catalogue.includes('Book', { name: 'author', fields: ['id', 'name'] });
    const rows = await catalogue.rows('Book', { includes });
    expect(rows.map(({ id, author }) => [id, author])).toEqual([
      [1, { id: 1, name: 'Ada' }],
      [2, { id: 1, name: 'Ada' }],
      [3, { id: 2, name: 'Bob' }],
      [4, null],
      // A row that is softly deleted, and one that never was.
      [5, null],
      [6, null],
      [7, { id: 3, name: 'Cid' }],
    ]);
    expect(Object.keys(rows[0]!).at(-1)).toBe('author');
  });

  it('puts the rows of a to-many relation into a list, in their order and capped for each row', async () => {
    const reviews = { name: 'reviews', fields: ['id', 'rating'], ordering: ['-rating'] };
    const rows = await catalogue.rows('Book', { includes: catalogue.includes('Book', reviews) });
    expect(rows.map(({ reviews: list }) => list)).toEqual([
      [
        { id: '9007199254740993', rating: 5 },
        { id: '9007199254740992', rating: 1 },
        { id: '7', rating: null },
      ],
      [{ id: '8', rating: 3 }],
      [
        { id: '10', rating: 4 },
        { id: '9', rating: 3 },
        { id: '11', rating: 2 },
      ],
      [],
      [{ id: '12', rating: 2 }],
      [],
      [],
    ]);
    const capped = await catalogue.rows('Book', { includes: catalogue.includes('Book', { ...reviews, pageSize: 2 }) });
    expect(capped.map(({ reviews: list }) => (list as unknown[]).length)).toEqual([2, 1, 2, 0, 1, 0, 0]);
    expect(capped[0]!['reviews']).toEqual((rows[0]!['reviews'] as unknown[]).slice(0, 2));
  });

  it('follows junction tables in both directions, with keys of several columns', async () => {
    const books = await catalogue.rows('Book', { includes: catalogue.includes('Book', 'tags'), pageSize: 4 });
    expect(books.map(({ tags }) => tags)).toEqual([
      [
        { scheme: 'kind', word: 'novel' },
        { scheme: 'mood', word: 'novel' },
      ],
      [{ scheme: 'kind', word: 'novel' }],
      [{ scheme: 'kind', word: 'poem' }],
      [],
    ]);
    const tags = await catalogue.rows('Tag', {
      includes: catalogue.includes('Tag', { name: 'books', fields: ['title'] }),
    });
    expect(tags.map(({ books: list }) => list)).toEqual([
      [{ title: 'Sea' }, { title: 'Sand' }],
      [{ title: 'Salt' }],
      [{ title: 'Sea' }],
      [],
    ]);
  });

  it('joins by several columns, and by columns that are no key', async () => {
    const copies = await catalogue.rows('Copy', { includes: catalogue.includes('Copy', 'edition') });
    expect(copies.map(({ edition }) => (edition as { label: string } | null)?.label)).toEqual([
      'first',
      'second',
      'first',
      'only',
      undefined,
    ]);
    const editions = await catalogue.rows('Edition', {
      includes: catalogue.includes('Edition', { name: 'copies', fields: ['id'] }),
    });
    expect(editions.map(({ copies: list }) => list)).toEqual([[{ id: 1 }, { id: 3 }], [{ id: 2 }], [{ id: 4 }]]);
    const publishers = await catalogue.rows('Publisher', {
      includes: catalogue.includes('Publisher', { name: 'authors', fields: ['name'] }),
    });
    expect(publishers.map(({ authors }) => authors)).toEqual([[{ name: 'Ada' }, { name: 'Bob' }], [{ name: 'Cid' }]]);
    const authors = await catalogue.rows('Author', {
      includes: catalogue.includes('Author', { name: 'publisher', fields: ['name', 'address.city'] }),
    });
    expect(authors.map(({ publisher }) => publisher)).toEqual([
      { name: 'Reef Press', address: { city: 'Rome' } },
      { name: 'Reef Press', address: { city: 'Rome' } },
      { name: 'Dune', address: { city: null } },
      null,
      null,
    ]);
  });

  it('looks rows up one by one where an index serves that, in their order and capped as well', async () => {
    const editions = catalogue.includes('Book', { name: 'editions', fields: ['label'], ordering: ['-label'] });
    const rows = await catalogue.rows('Book', { includes: editions, pageSize: 3 });
    expect(rows.map(({ editions: list }) => list)).toEqual([
      [{ label: 'second' }, { label: 'first' }],
      [{ label: 'only' }],
      [],
    ]);
    const tags = { name: 'tags', fields: ['scheme'], pageSize: 1 };
    const first = await catalogue.rows('Book', { includes: catalogue.includes('Book', tags), pageSize: 3 });
    expect(first.map(({ tags: list }) => list)).toEqual([
      [{ scheme: 'kind' }],
      [{ scheme: 'kind' }],
      [{ scheme: 'kind' }],
    ]);
  });

  it('sorts the rows of a to-many relation by fields of other relations', async () => {
    const ordering = ['-reviewer.name', 'id'];
    for (const pageSize of [10, 2]) {
      const includes = catalogue.includes('Book', { name: 'reviews', fields: ['id'], ordering, pageSize });
      const [sea, , salt] = await catalogue.rows('Book', { includes, pageSize: 3 });
      // The review by a softly deleted author comes with those by nobody.
      const ofSea = [{ id: '9007199254740993' }, { id: '7' }, { id: '9007199254740992' }];
      expect(sea!['reviews']).toEqual(ofSea.slice(0, pageSize));
      expect(salt!['reviews']).toEqual([{ id: '10' }, { id: '11' }, { id: '9' }].slice(0, pageSize));
    }
  });

  it('follows a one-to-one relation from either side', async () => {
    const authors = await catalogue.rows('Author', {
      includes: catalogue.includes('Author', { name: 'profile', fields: ['motto'] }),
    });
    expect(authors.map(({ profile }) => profile)).toEqual([{ motto: 'Write' }, null, { motto: 'Rest' }, null, null]);
    const profiles = await catalogue.rows('Profile', {
      includes: catalogue.includes('Profile', { name: 'author', fields: ['name'] }),
    });
    expect(profiles.map(({ author }) => author)).toEqual([{ name: 'Ada' }, { name: 'Cid' }, null, null]);
  });

  it('enters a resource again inside itself', async () => {
    const authors = await catalogue.rows('Author', {
      fields: [catalogue.resource('Author').fieldByName.get('name')!],
      includes: catalogue.includes(
        'Author',
        { name: 'mentor', fields: ['name'], includes: [{ name: 'mentor', fields: ['name'] }] },
        { name: 'students', fields: ['name'], includes: [{ name: 'students', fields: ['name'] }] },
        { name: 'idols', fields: ['name'] },
        { name: 'admirers', fields: ['name'] },
      ),
    });
    const ada = { name: 'Ada', mentor: null };
    expect(authors).toEqual([
      {
        name: 'Ada',
        mentor: null,
        students: [
          { name: 'Bob', students: [{ name: 'Cid' }] },
          { name: 'Fay', students: [] },
        ],
        idols: [{ name: 'Bob' }],
        admirers: [{ name: 'Bob' }, { name: 'Cid' }],
      },
      {
        name: 'Bob',
        mentor: ada,
        students: [{ name: 'Cid', students: [] }],
        idols: [{ name: 'Ada' }],
        admirers: [{ name: 'Ada' }],
      },
      {
        name: 'Cid',
        mentor: { name: 'Bob', mentor: { name: 'Ada' } },
        students: [],
        idols: [{ name: 'Ada' }, { name: 'Cid' }],
        admirers: [{ name: 'Cid' }],
      },
      { name: 'Eve', mentor: null, students: [], idols: [], admirers: [] },
      { name: 'Fay', mentor: ada, students: [], idols: [], admirers: [] },
    ]);
  });

  it('nests relations three deep, with keys beyond the numbers of JavaScript', async () => {
    const includes = catalogue.includes('Author', {
      name: 'books',
      fields: ['title'],
      includes: [
        {
          name: 'reviews',
          fields: ['id'],
          ordering: ['id'],
          includes: [
            { name: 'reviewer', fields: ['name'] },
            { name: 'remarks', fields: ['text'] },
          ],
        },
      ],
    });
    const [ada] = await catalogue.rows('Author', { includes, pageSize: 1 });
    expect(ada!['books']).toEqual([
      {
        title: 'Sea',
        reviews: [
          { id: '7', reviewer: null, remarks: [] },
          { id: '9007199254740992', reviewer: null, remarks: [{ text: 'no' }] },
          { id: '9007199254740993', reviewer: { name: 'Bob' }, remarks: [{ text: 'yes' }, { text: 'well' }] },
        ],
      },
      { title: 'Sand', reviews: [{ id: '8', reviewer: { name: 'Ada' }, remarks: [] }] },
    ]);
  });

  it('reads to-many relations of a row that is joined itself', async () => {
    const includes = catalogue.includes('Review', {
      name: 'book',
      fields: ['title'],
      includes: [
        { name: 'author', fields: ['name'], includes: [{ name: 'books', fields: ['id'] }] },
        { name: 'tags', fields: ['word'] },
      ],
    });
    const rows = await catalogue.rows('Review', { includes, sort: catalogue.sort('Review', 'id'), pageSize: 6 });
    expect(rows.map(({ id, book }) => [id, book])).toEqual([
      ['7', { title: 'Sea', author: { name: 'Ada', books: [{ id: 1 }, { id: 2 }] }, tags: twice('novel') }],
      ['8', { title: 'Sand', author: { name: 'Ada', books: [{ id: 1 }, { id: 2 }] }, tags: [{ word: 'novel' }] }],
      ['9', { title: 'Salt', author: { name: 'Bob', books: [{ id: 3 }] }, tags: [{ word: 'poem' }] }],
      ['10', { title: 'Salt', author: { name: 'Bob', books: [{ id: 3 }] }, tags: [{ word: 'poem' }] }],
      ['11', { title: 'Salt', author: { name: 'Bob', books: [{ id: 3 }] }, tags: [{ word: 'poem' }] }],
      ['12', { title: 'Snow', author: null, tags: [] }],
    ]);
  });

  it('comes with single items as well, also where they were just written', async () => {
    const includes = catalogue.includes(
      'Author',
      { name: 'mentor', fields: ['name'] },
      { name: 'books', fields: ['title'] },
    );
    const expected = { id: 2, name: 'Bob', mentor: { name: 'Ada' }, books: [{ title: 'Salt' }] };
    expect(await catalogue.read('Author', [2], { includes })).toMatchObject(expected);
    expect(await catalogue.read('Author', [4], { includes })).toBeUndefined();
    const gone = await catalogue.read('Author', [4], { includes, deleted: 'with' });
    expect(gone).toMatchObject({ name: 'Dot', mentor: { name: 'Ada' }, books: [{ title: 'Snow' }] });
    const repository = catalogue.repository('Author');
    const updated = await repository.update(catalogue.item('Author', [2], { includes }), { born: 1975 });
    expect(updated!.row.toJSON()).toMatchObject({ ...expected, born: 1975 });
    expect(updated!.version).toBe('2');
    const payload = { name: 'Bob', born: null, mentorId: 1, publisherCode: 'Reef' };
    const replaced = await repository.replace(catalogue.item('Author', [2], { includes }), payload);
    expect(replaced!.row.toJSON()).toMatchObject({ ...expected, born: null });
  });

  it('writes nothing but relations where no field is wanted', async () => {
    const includes = catalogue.includes('Book', { name: 'author', fields: [] }, { name: 'reviews', fields: [] });
    const result = await catalogue.list('Book', { fields: [], includes, pageSize: 2 });
    expect(result.rows.text).toBe('[{"author":{},"reviews":[{},{},{}]},{"author":{},"reviews":[{}]}]');
  });

  it('leaves related rows out that may not be seen', async () => {
    const visibility = new Map([['Author', catalogue.condition('Author', ['name', 'ne', 'Ada'])]]);
    const includes = catalogue.includes(
      'Book',
      { name: 'author', fields: ['name'] },
      { name: 'reviews', fields: ['id'], includes: [{ name: 'reviewer', fields: ['name'] }] },
    );
    const rows = await catalogue.rows('Book', { includes, visibility, pageSize: 3 });
    expect(rows.map(({ author }) => author)).toEqual([null, null, { name: 'Bob' }]);
    expect(rows.map(({ reviews }) => reviews)).toMatchObject([
      [{ reviewer: null }, { reviewer: null }, { reviewer: { name: 'Bob' } }],
      [{ reviewer: null }],
      [{ reviewer: null }, { reviewer: { name: 'Cid' } }, { reviewer: { name: 'Cid' } }],
    ]);
    expect(await catalogue.read('Book', [1], { includes, visibility })).toMatchObject({ author: null });
    const idols = catalogue.includes('Author', { name: 'idols', fields: ['name'] });
    expect(await catalogue.read('Author', [3], { includes: idols, visibility })).toMatchObject({
      idols: [{ name: 'Cid' }],
    });
  });

  it('finds the row again that the database takes for the same', async () => {
    // Only MariaDB compares the letters of a plain column in any case.
    const isSame = engine === 'mariadb';
    await catalogue.dataSource.getRepository('Author').insert({ id: 7, name: 'Gil', publisher: { code: 'DUNE' } });
    const includes = catalogue.includes('Publisher', { name: 'authors', fields: ['name'] });
    const [, dune] = await catalogue.rows('Publisher', { includes });
    expect(dune!['authors']).toEqual([{ name: 'Cid' }, ...(isSame ? [{ name: 'Gil' }] : [])]);
    const publisher = catalogue.includes('Author', { name: 'publisher', fields: ['name'] });
    const gil = await catalogue.read('Author', [7], { includes: publisher });
    expect(gil).toMatchObject({ name: 'Gil', publisher: isSame ? { name: 'Dune' } : null });
    await catalogue.dataSource.getRepository('Author').delete({ id: 7 });
  });

  it('reads the rows of more parents than one statement names', { timeout: 20_000 }, async () => {
    const books = Array.from({ length: 1_100 }, (_, index) => ({ id: 1_000 + index, title: `Part ${index}` }));
    await catalogue.dataSource.getRepository('Book').insert(books);
    const reviews = [1_000, 1_500, 2_099].map((id) => ({ id: String(id), rating: 1, book: { id } }));
    await catalogue.dataSource.getRepository('Review').insert(reviews);
    const filter = catalogue.condition('Book', ['id', 'gte', 1_000]);
    const includes = catalogue.includes('Book', { name: 'reviews', fields: ['id'] });
    const rows = await catalogue.rows('Book', { filter, includes, pageSize: 1_100 });
    const reviewed = rows.filter(({ reviews: list }) => (list as unknown[]).length > 0);
    expect(rows).toHaveLength(1_100);
    const expected = [1_000, 1_500, 2_099].map((id) => [id, [{ id: String(id) }]]);
    expect(reviewed.map(({ id, reviews: list }) => [id, list])).toEqual(expected);
    await catalogue.dataSource.getRepository('Review').delete(reviews.map(({ id }) => id));
    await catalogue.dataSource.getRepository('Book').delete(books.map(({ id }) => id));
  });

  if (way.saidOf === undefined) {
    it('sends one statement for the page, one for the count and one for each to-many relation', async () => {
      const includes = catalogue.includes('Book', 'author', { name: 'reviews', pageSize: 3 });
      const list = () => catalogue.list('Book', { includes, pageSize: 3 });
      expect(await countStatements(list)).toBe(3);
      const nested = catalogue.includes('Book', {
        name: 'reviews',
        includes: [{ name: 'reviewer', includes: [{ name: 'publisher' }] }, { name: 'remarks' }],
      });
      expect(await countStatements(() => catalogue.list('Book', { includes: nested, count: 'none' }))).toBe(3);
      expect(await countStatements(() => catalogue.read('Book', [1], { includes }))).toBe(2);
      expect(await countStatements(() => catalogue.read('Book', [6], { includes: nested }))).toBe(2);
    });
  }
});

function twice(word: string): unknown[] {
  return [{ word }, { word }];
}
