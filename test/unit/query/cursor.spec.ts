import { describe, expect, it } from 'vitest';
import { CursorSecret } from '../../../lib/query/cursor-secret.js';
import type { CursorEdge } from '../../../lib/query/cursor.codec.js';
import { FLAT_DIALECT } from '../../../lib/query/dialects/flat.dialect.js';
import { compileParameterTable } from '../../../lib/query/parameter-table.js';
import { writeQueryText } from '../../../lib/query/query-text.js';
import type { ListQuestion } from '../../../lib/query/question.js';
import { allOf } from '../../../lib/query/search-condition.js';
import { AUTHOR, BOOK, REVIEW } from './library.fixture.js';
import { problemsOf } from './problems-of.js';

const table = compileParameterTable(BOOK);
const list = (rawQuery: string, parent?: ListQuestion['parent']) => FLAT_DIALECT.parseList(table, rawQuery, parent);
const search = (body: object) => FLAT_DIALECT.parseSearch(table, body);
const after = (...values: unknown[]): CursorEdge => ({ side: 'after', values });
const cursorOf = (rawQuery: string, edge = after('War', 7)) => table.cursors.encode(list(rawQuery), edge);
const refused = { code: 'LA108', detail: 'Not a cursor of this question. Send an empty one to begin again.' };

describe('a cursor', () => {
  it('is a place in the rows that were asked for', () => {
    const cursor = cursorOf('ordering=title&cursor=');
    expect(list(`ordering=title&cursor=${cursor}`)).toMatchObject({
      cursor: { side: 'after', values: ['War', 7] },
      page: 1,
    });
  });

  it.each([
    [after(null, '9007199254740993', 'é😀 "', 1.5, true)],
    [{ side: 'before', values: ['2024-01-01T00:00:00.123456Z', 7] } as const],
    [after('x'.repeat(4000))],
  ])('carries what the repository said, exactly', (edge) => {
    expect(list(`cursor=${cursorOf('cursor=', edge)}`).cursor).toMatchObject(edge);
  });

  it('needs no escapes in a URL', () => {
    expect(cursorOf('cursor=', after('???>>>~~~', 'ÿþ'))).toMatch(/^[\w-]+\.[\w-]{43}$/);
  });

  it('is empty before the first row', () => {
    expect(list('cursor=').cursor).toMatchObject({ side: 'after', values: undefined });
  });

  it('does not count unless it is told to', () => {
    expect(list('').count).toBe('exact');
    expect(list('cursor=').count).toBe('none');
    expect(list('cursor=&count=exact').count).toBe('exact');
  });

  it('is good for other pages, fields and includes, and for the same filters in another order', () => {
    const cursor = cursorOf('title=x&author.name=y&cursor=');
    for (const rawQuery of [
      'title=x&author.name=y&page_size=5&fields=id&include=author&count=exact',
      'author.name__eq=y&title=x',
    ]) {
      expect(list(`${rawQuery}&cursor=${cursor}`).cursor).toMatchObject({ values: ['War', 7] });
    }
    expect(search({ filter: { title: { eq: 'x' }, 'author.name': { eq: 'y' } }, cursor }).cursor).toBeDefined();
  });

  it.each([
    ['ordering=-title'],
    ['ordering=title,-id'],
    ['ordering=sequelTo.title'],
    ['ordering=title&title=x'],
    ['ordering=title&filter={"not":{}}'],
    ['ordering=title&search=x'],
    ['ordering=title&deleted=with'],
  ])('is not good for %s', (rawQuery) => {
    const cursor = cursorOf('ordering=title&cursor=');
    expect(problemsOf(() => list(`${rawQuery}&cursor=${cursor}`))).toEqual([{ parameter: 'cursor', ...refused }]);
  });

  it('is not good below another item, nor for another resource', () => {
    const books = AUTHOR.relations.get('books')!;
    const below = { relation: books, key: [1] };
    const cursor = table.cursors.encode(list('cursor=', below), after(7));
    expect(list(`cursor=${cursor}`, below).cursor).toMatchObject({ values: [7] });
    expect(() => list(`cursor=${cursor}`, { relation: books, key: [2] })).toThrow('LA100');
    expect(() => list(`cursor=${cursor}`)).toThrow('LA100');
    const secret = new CursorSecret();
    const [first, second] = [BOOK, { ...BOOK, name: 'Tome' }].map((resource) =>
      compileParameterTable(resource, secret),
    );
    const foreign = first!.cursors.encode(FLAT_DIALECT.parseList(first!, 'cursor='), after(7));
    expect(() => FLAT_DIALECT.parseList(first!, `cursor=${foreign}`)).not.toThrow();
    expect(() => FLAT_DIALECT.parseList(second!, `cursor=${foreign}`)).toThrow('LA100');
  });

  it('is refused when anything about it was changed', () => {
    const cursor = cursorOf('cursor=');
    const [payload, signature] = cursor.split('.') as [string, string];
    const forged = Buffer.from('["after","War",8]').toString('base64url');
    const texts = [
      'x',
      '.',
      'e30.e30',
      payload,
      `${payload}.`,
      `.${signature}`,
      `${cursor}x`,
      `${cursor}.`,
      ` ${cursor}`,
      `${cursor}=`,
      cursor.slice(0, -1),
      cursor.toUpperCase(),
      `${forged}.${signature}`,
      `${signature}.${payload}`,
      'A'.repeat(8000),
      'é',
      '\0',
    ];
    for (const text of texts) {
      expect(problemsOf(() => list(`cursor=${encodeURIComponent(text)}`))).toEqual([
        { parameter: 'cursor', ...refused },
      ]);
      expect(problemsOf(() => search({ cursor: text }))).toEqual([{ pointer: '/cursor', ...refused }]);
    }
  });

  it('is refused where another secret signs', () => {
    const foreign = compileParameterTable(BOOK);
    expect(() => FLAT_DIALECT.parseList(foreign, `cursor=${cursorOf('cursor=')}`)).toThrow('LA100');
  });

  it('is good wherever the same secret signs', () => {
    const secret = 'a secret that two processes share, 32+';
    const [here, there] = [new CursorSecret(), new CursorSecret()];
    expect(here.isShared).toBe(false);
    here.share(secret);
    there.share(secret);
    expect(there.isShared).toBe(true);
    const cursor = compileParameterTable(BOOK, here).cursors.encode(list(''), after(7));
    expect(FLAT_DIALECT.parseList(compileParameterTable(BOOK, there), `cursor=${cursor}`).cursor).toMatchObject({
      values: [7],
    });
  });

  it('stays bound to what was asked when access rules narrow the question', () => {
    const question = list('title=x&cursor=');
    const rule = list('author.name=me').filter;
    const cursor = table.cursors.encode({ ...question, filter: allOf(question.filter, rule) }, after(7));
    expect(list(`title=x&cursor=${cursor}`).cursor).toMatchObject({ values: [7] });
  });

  it('cannot stand beside a page', () => {
    expect(problemsOf(() => list('cursor=&page=1'))).toEqual([
      { parameter: 'page', code: 'LA109', detail: 'Cannot stand beside "cursor", which says itself where to go on.' },
    ]);
    expect(list('cursor=&page_size=5').pageSize).toBe(5);
  });

  it('is what a page too far away is referred to', () => {
    expect(list('page=101&page_size=100').page).toBe(101);
    expect(problemsOf(() => list('page=102&page_size=100'))).toEqual([
      {
        parameter: 'page',
        code: 'LA105',
        detail: 'The pages before this one may hold at most 10000 rows. Use a cursor: send "cursor=" instead.',
      },
    ]);
  });

  it('is not told to be wrong when it is the question that is', () => {
    expect(problemsOf(() => list('cursor=x&titel=y'))).toMatchObject([{ parameter: 'titel' }]);
  });

  it('is left out of the links, which name another', () => {
    const question = list(`title=x&page_size=5&cursor=${cursorOf('title=x&cursor=')}`);
    expect(writeQueryText(question.parameters)).toBe('title=x&page_size=5');
  });
});

describe('the body of a search', () => {
  it('is a question like that of a query', () => {
    const question = search({
      filter: { title: { eq: 'x' } },
      search: 'war',
      ordering: ['-price', 'author.name'],
      fields: ['id', 'author.name', 'reviews'],
      include: ['author', 'reviews'],
      'reviews.page_size': 2,
      'reviews.ordering': ['-id'],
      page_size: 5,
      count: 'exact',
      deleted: 'with',
    });
    const same = list(
      'title=x&search=war&ordering=-price,author.name&fields=id,author.name,reviews&include=author,reviews&' +
        'reviews.page_size=2&reviews.ordering=-id&page_size=5&count=exact&deleted=with&cursor=',
    );
    expect(question).toEqual({ ...same, parameters: [] });
  });

  it('may ask for nothing in particular', () => {
    expect(search({})).toEqual({ ...list('cursor='), parameters: [] });
    expect(search({ ordering: [], fields: [], include: [], filter: {} })).toEqual(search({}));
  });

  it.each<[unknown, string, string, string]>([
    [undefined, '', 'LA103', 'Must be a JSON object.'],
    [null, '', 'LA103', 'Must be a JSON object.'],
    [[], '', 'LA103', 'Must be a JSON object.'],
    ['x', '', 'LA103', 'Must be a JSON object.'],
    [{ filtr: {} }, '/filtr', 'LA101', 'No such member. Did you mean "filter"?'],
    [{ page: 1 }, '/page', 'LA101', 'No such member. A search is paged by "cursor".'],
    [{ title: 'x' }, '/title', 'LA101', 'No such member. Conditions stand in "filter".'],
    [{ 'author.name': 'x' }, '/author.name', 'LA101', 'No such member. Conditions stand in "filter".'],
    [{ zzzzzzzzzz: 'x' }, '/zzzzzzzzzz', 'LA101', 'No such member.'],
    [{ page_size: 0 }, '/page_size', 'LA103', 'Must be an integer from 1 to 100.'],
    [{ page_size: 101 }, '/page_size', 'LA103', 'Must be an integer from 1 to 100.'],
    [{ page_size: 1.5 }, '/page_size', 'LA103', 'Must be an integer from 1 to 100.'],
    [{ page_size: '2' }, '/page_size', 'LA103', 'Must be a JSON number.'],
    [{ page_size: null }, '/page_size', 'LA103', 'Must be a JSON number.'],
    [{ ordering: 'title' }, '/ordering', 'LA103', 'Must be a JSON array of strings.'],
    [{ ordering: ['title', 5] }, '/ordering/1', 'LA103', 'Must be a JSON string.'],
    [{ ordering: ['titel'] }, '/ordering/0', 'LA106', 'No field to order by. Did you mean "title"?'],
    [{ ordering: Array(5).fill('id') }, '/ordering', 'LA105', 'A list may have at most 4 items.'],
    [{ include: ['autor'] }, '/include/0', 'LA106', 'No such relation. Did you mean "author"?'],
    [{ fields: ['id', 'author'] }, '/fields/1', 'LA106', 'No such field. Name "author" in "include".'],
    [{ count: 'roughly' }, '/count', 'LA103', 'Must be one of exact, estimated, none.'],
    [{ deleted: true }, '/deleted', 'LA103', 'Must be a JSON string.'],
    [{ search: 5 }, '/search', 'LA103', 'Must be a JSON string.'],
    [{ search: 'a'.repeat(1025) }, '/search', 'LA105', 'May have at most 1024 characters.'],
    [{ cursor: null }, '/cursor', 'LA103', 'Must be a JSON string.'],
    [{ 'reviews.page_size': 2 }, '/reviews.page_size', 'LA109', '"reviews" is not included: name it in "include".'],
    [
      { include: ['reviews'], 'reviews.ordering': ['-ratng'] },
      '/reviews.ordering/0',
      'LA106',
      'No field to order by. Did you mean "rating"?',
    ],
  ])('is refused: %j', (body, pointer, code, detail) => {
    const problems = problemsOf(() => FLAT_DIALECT.parseSearch(table, body));
    expect(problems).toMatchObject([{ pointer, code, detail }]);
  });

  it('is told of all its problems at once', () => {
    const body = { nope: 1, page_size: 0, ordering: ['x'], filter: { y: 1 }, count: 'z' };
    const pointers = problemsOf(() => search(body)).map(({ pointer }) => pointer!);
    expect(pointers.sort()).toEqual(['/count', '/filter/y', '/nope', '/ordering/0', '/page_size']);
    expect(
      problemsOf(() => search(Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`n${n}`, 1])))),
    ).toHaveLength(20);
  });

  it.each([['__proto__'], ['constructor'], ['hasOwnProperty']])('knows no %s', (name) => {
    expect(problemsOf(() => search(JSON.parse(`{"${name}":1}`) as object))).toMatchObject([{ code: 'LA101' }]);
  });

  it('knows search only where the resource searches, and deleted only where it shows', () => {
    const plain = compileParameterTable({ ...REVIEW, searchFields: [] });
    const problems = problemsOf(() => FLAT_DIALECT.parseSearch(plain, { search: 'x', deleted: 'with' }));
    expect(problems.map(({ pointer }) => pointer)).toEqual(['/search', '/deleted']);
  });
});
