import { describe, expect, it } from 'vitest';
import { FLAT_DIALECT } from '../../../lib/query/dialects/flat.dialect.js';
import { compileParameterTable } from '../../../lib/query/parameter-table.js';
import type { ItemRoute } from '../../../lib/query/query-dialect.js';
import { writeQueryText } from '../../../lib/query/query-text.js';
import type { Include } from '../../../lib/query/question.js';
import { AUTHOR, BOOK, TEAM } from './library.fixture.js';
import { problemsOf } from './problems-of.js';

const table = compileParameterTable(BOOK);
const list = (rawQuery: string) => FLAT_DIALECT.parseList(table, rawQuery);
const problems = (rawQuery: string) => problemsOf(() => list(rawQuery));
const item = (rawQuery: string, route?: ItemRoute) => FLAT_DIALECT.parseItem(table, rawQuery, ['1'], route);

interface Answered {
  readonly fields: readonly { readonly name: string }[];
  readonly includes: readonly Include[];
}

/** What is answered as a short text: `id title author(id name)`. */
function written({ fields, includes }: Answered): string {
  const below = includes.map((include) => `${include.relation.name}(${written(include)})`);
  return [...fields.map(({ name }) => name), ...below].join(' ');
}

const answered = (rawQuery: string) => written(list(rawQuery));
const only = (rawQuery: string) => list(rawQuery).includes[0]!;

describe('include', () => {
  it.each([
    ['include=author', 'id title price address.city author(id name)'],
    ['include=reviews,author', 'id title price address.city author(id name) reviews(id rating text count ordering)'],
    ['include=author&include=publisher', 'id title price address.city author(id name) publisher(id name)'],
    ['include=reviews.user.team&fields=id,reviews.id', 'id reviews(id user(id name team(id name)))'],
    ['include=author,author.country,author&fields=id', 'id author(id name country(id name))'],
  ])('reads %s', (rawQuery, expected) => {
    expect(answered(rawQuery)).toBe(expected);
  });

  it('brings the rows of a to-many relation in the number and order that the resource says', () => {
    expect(only('include=reviews')).toMatchObject({
      pageSize: 3,
      sort: [
        { field: { name: 'rating' }, direction: 'desc' },
        { field: { name: 'id' }, direction: 'asc' },
      ],
    });
  });

  it('keeps the list of all fields one and the same for everybody', () => {
    expect(only('include=author').fields).toBe(only('include=author').fields);
    expect(only('include=author').fields).toBe(AUTHOR.representation.list);
  });

  it.each([
    ['include=autor', 'LA106', 'Item 1: No such relation. Did you mean "author"?'],
    ['include=author,author.contry', 'LA106', 'Item 2: No such relation. Did you mean "author.country"?'],
    ['include=editions', 'LA106', 'Item 1: No such relation.'],
    ['include=zzzzzzzz', 'LA106', 'Item 1: No such relation.'],
    ['include=title', 'LA106', 'Item 1: No such relation.'],
    ['include=', 'LA106', 'Item 1: No such relation.'],
    ['include=__proto__', 'LA106', 'Item 1: No such relation.'],
    ['include=author.', 'LA106', 'Item 1: No such relation.'],
    ['include=author.name', 'LA106', 'Item 1: No such relation.'],
  ])('is refused: %s', (rawQuery, code, detail) => {
    expect(problems(rawQuery)).toEqual([{ parameter: 'include', code, detail }]);
  });

  it('leads through at most three relations', () => {
    expect(answered('include=sequelTo.sequelTo.author&fields=id')).toContain('author(id name)');
    expect(problems('include=sequelTo.sequelTo.sequelTo.author')).toEqual([
      { parameter: 'include', code: 'LA105', detail: 'Item 1: May lead through at most 3 relations.' },
    ]);
    expect(problems(`include=${'sequelTo.'.repeat(900)}author`)).toMatchObject([{ code: 'LA105' }]);
  });

  it('names at most ten relations, those on the way to others counted', () => {
    const nine = 'author.country,author.books,reviews.user.team,sequelTo.author,publisher';
    expect(list(`include=${nine},sequelTo.publisher`).includes).toHaveLength(4);
    expect(problems(`include=${nine},sequelTo.publisher,sequelTo.reviews`)).toEqual([
      {
        parameter: 'include',
        code: 'LA105',
        detail: 'May name at most 10 relations, those on the way to others counted.',
      },
    ]);
    const eleven = Array.from({ length: 11 }, () => 'author').join(',');
    expect(problems(`include=${eleven}`)).toMatchObject([
      { code: 'LA105', detail: 'A list may have at most 10 items.' },
    ]);
  });

  it('is an unknown name where nothing can be included', () => {
    const plain = compileParameterTable(TEAM);
    expect(problemsOf(() => FLAT_DIALECT.parseList(plain, 'include=author'))).toMatchObject([{ code: 'LA101' }]);
  });
});

describe('fields of included rows', () => {
  it.each([
    ['include=author&fields=title,author.name', 'title author(name)'],
    ['include=author&fields=author', 'author(id name)'],
    ['include=author&fields=author,author.name', 'author(id name)'],
    ['include=author&fields=author.name', 'author(name)'],
    ['include=author,publisher&fields=id,author.name', 'id author(name) publisher(id name)'],
    ['include=author.country&fields=id,author.country.name', 'id author(country(name))'],
    ['include=author.country&fields=id,author,author.country.name', 'id author(id name country(name))'],
    ['include=author.country&fields=id,author.name', 'id author(name country(id name))'],
    ['include=sequelTo&fields=sequelTo.address', 'sequelTo(address.city)'],
  ])('are chosen by %s', (rawQuery, expected) => {
    expect(answered(rawQuery)).toBe(expected);
  });

  it.each([
    ['fields=author.name', 'Item 1: No such field. Name "author" in "include".'],
    ['fields=title,author', 'Item 2: No such field. Name "author" in "include".'],
    ['include=author&fields=author.country.name', 'Item 1: No such field. Name "author.country" in "include".'],
    ['include=author&fields=author.nmae', 'Item 1: No such field. Did you mean "author.name"?'],
    ['include=author&fields=autor.name', 'Item 1: No such field. Did you mean "author.name"?'],
    ['include=author&fields=author.email', 'Item 1: No such field.'],
    ['include=author&fields=author.zzzzz', 'Item 1: No such field.'],
    ['include=author&fields=author.', 'Item 1: No such field.'],
    ['fields=', 'Item 1: No such field.'],
    ['fields=editions.name', 'Item 1: No such field.'],
    ['fields=zzzzzzzz.name', 'Item 1: No such field.'],
  ])('are refused: %s', (rawQuery, detail) => {
    expect(problems(rawQuery)).toEqual([{ parameter: 'fields', code: 'LA106', detail }]);
  });
});

describe('what is asked of included rows', () => {
  it('is their number, up to the largest page of their own lists', () => {
    expect(only('include=reviews&reviews.page_size=1').pageSize).toBe(1);
    expect(only('include=reviews&reviews.page_size=50').pageSize).toBe(50);
    for (const size of ['0', '51', '-1', '1.5', 'x', '']) {
      expect(problems(`include=reviews&reviews.page_size=${size}`)).toEqual([
        { parameter: 'reviews.page_size', code: 'LA103', detail: 'Must be an integer from 1 to 50.' },
      ]);
    }
  });

  it('is their order, which ends with their key', () => {
    const { sort } = only('include=reviews&reviews.ordering=-text,rating');
    expect(sort.map(({ field, direction }) => `${field.name} ${direction}`)).toEqual([
      'text desc',
      'rating asc',
      'id asc',
    ]);
    expect(problems('include=reviews&reviews.ordering=-ratng')).toEqual([
      { parameter: 'reviews.ordering', code: 'LA106', detail: 'Item 1: No field to order by. Did you mean "rating"?' },
    ]);
    const { sort: byUser } = only('include=reviews&reviews.ordering=-user.name,book.author.name');
    expect(byUser.map(({ via = [] }) => via.map(({ name }) => name).join('.'))).toEqual(['user', 'book.author', '']);
    expect(problems('include=reviews&reviews.ordering=id,text,rating,count,ordering')).toMatchObject([
      { code: 'LA105' },
    ]);
  });

  it('goes deeper with the include', () => {
    const { includes } = only('include=author.books.reviews&author.books.page_size=2&author.books.reviews.ordering=id');
    expect(includes).toMatchObject([
      { pageSize: 2, includes: [{ pageSize: 3, sort: [{ field: { name: 'id' }, direction: 'asc' }] }] },
    ]);
  });

  it('brings no more rows than one answer may have', () => {
    const rows = 'author.books.page_size=50&include=author.books.reviews';
    const narrow = compileParameterTable({
      ...BOOK,
      limits: { ...BOOK.limits, maxIncludedRows: 20 * (1 + 50 + 50 * 3) },
    });
    const parse = (rawQuery: string) => FLAT_DIALECT.parseList(narrow, rawQuery);
    expect(parse(rows).includes).toHaveLength(1);
    expect(problemsOf(() => parse(`${rows},publisher`))).toEqual([
      {
        parameter: 'include',
        code: 'LA105',
        detail: 'May bring at most 4020 rows. Ask for smaller pages, with "page_size" of the relations too.',
      },
    ]);
    expect(parse(`${rows},publisher&page_size=19`).includes).toHaveLength(2);
    expect(FLAT_DIALECT.parseItem(narrow, `${rows},publisher`, ['1']).includes).toHaveLength(2);
  });

  it('needs the include', () => {
    expect(problems('reviews.page_size=3&author.books.ordering=title')).toEqual([
      { parameter: 'reviews.page_size', code: 'LA109', detail: '"reviews" is not included: name it in "include".' },
      {
        parameter: 'author.books.ordering',
        code: 'LA109',
        detail: '"author.books" is not included: name it in "include".',
      },
    ]);
  });

  it('is unknown for relations to one row, for others and too deep', () => {
    for (const name of ['author.page_size', 'editions.page_size', 'sequelTo.sequelTo.sequelTo.reviews.page_size']) {
      expect(problems(`include=author&${name}=1`)).toMatchObject([{ parameter: name, code: 'LA101' }]);
    }
    expect(problems('include=reviews&reviews.page_siz=1')).toMatchObject([
      { detail: 'No such parameter. Did you mean "reviews.page_size"?' },
    ]);
  });

  it('leaves the long form of a filter to a field of that name', () => {
    expect(list('include=reviews&reviews.ordering__eq=1&reviews.ordering=id')).toMatchObject({
      filter: { relation: { name: 'reviews' }, condition: { field: { name: 'ordering' }, value: 1 } },
      includes: [{ sort: [{ field: { name: 'id' } }] }],
    });
  });
});

describe('softly deleted rows', () => {
  it('are asked for by name', () => {
    expect(list('').deleted).toBe('without');
    expect(list('deleted=with').deleted).toBe('with');
    expect(list('deleted=only').deleted).toBe('only');
    expect(problems('deleted=yes')).toEqual([
      { parameter: 'deleted', code: 'LA103', detail: 'Must be one of with, only.', allowed: ['with', 'only'] },
    ]);
    expect(problems('deleted=')).toHaveLength(1);
  });

  it('are an unknown name where they are not shown', () => {
    const silent = compileParameterTable({ ...BOOK, showsDeleted: false });
    expect(problemsOf(() => FLAT_DIALECT.parseList(silent, 'deleted=with'))).toMatchObject([{ code: 'LA101' }]);
  });

  it('are read as items, and not changed', () => {
    expect(item('deleted=only').deleted).toBe('only');
    expect(problemsOf(() => item('deleted=with', 'write'))).toMatchObject([{ parameter: 'deleted', code: 'LA101' }]);
  });
});

describe('one item', () => {
  it('comes with includes like a row of a list, read or changed', () => {
    const rawQuery = 'include=author,reviews&fields=title,author.name&reviews.page_size=2';
    for (const route of ['read', 'write'] as const) {
      expect(written(item(rawQuery, route))).toBe('title author(name) reviews(id rating text count ordering)');
      expect(item(rawQuery, route).includes[1]).toMatchObject({ pageSize: 2 });
    }
  });

  it('is removed without any choice of what is answered, as nothing is', () => {
    expect(item('', 'remove').key).toEqual([1]);
    for (const name of ['fields', 'include', 'deleted']) {
      expect(problemsOf(() => item(`${name}=title`, 'remove'))).toEqual([
        { parameter: name, code: 'LA101', detail: 'No such parameter.' },
      ]);
    }
  });

  it('lists its parameters', () => {
    expect(table.item.parameters.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['fields', 'include', 'deleted', 'reviews.page_size', 'author.books.reviews.ordering']),
    );
    expect(table.writtenItem.parameters.map(({ name }) => name)).not.toContain('deleted');
    expect(problemsOf(() => item('author.name=x&includ=author'))).toEqual([
      { parameter: 'author.name', code: 'LA101', detail: 'No such parameter.' },
      { parameter: 'includ', code: 'LA101', detail: 'No such parameter. Did you mean "include"?' },
    ]);
  });
});

describe('the docs', () => {
  it('list what can be included, and each parameter about it', () => {
    expect(table.find('include')).toMatchObject({
      maxItems: 10,
      allowed: expect.arrayContaining(['author', 'reviews.user.team', 'author.books.reviews']),
    });
    expect(table.find('reviews.page_size')).toMatchObject({ type: 'integer', minimum: 1, maximum: 50, default: 3 });
    expect(table.find('reviews.ordering')).toMatchObject({ shape: 'list', default: '-rating,id' });
    expect(table.parameters.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['reviews.page_size', 'reviews.ordering', 'author.books.reviews.page_size']),
    );
    const small = compileParameterTable(AUTHOR);
    expect(small.item.parameters.some(({ name }) => name === 'books.page_size')).toBe(true);
  });
});

describe('links', () => {
  it('repeat everything that is asked but the page', () => {
    const rawQuery =
      'include=author,reviews&fields=id,author.name,reviews&reviews.page_size=2&reviews.ordering=-id&deleted=with&' +
      'author.name=x&count=none&page_size=5';
    const question = list(`${rawQuery}&page=2`);
    expect(list(writeQueryText(question.parameters))).toEqual({ ...question, page: 1 });
  });
});
