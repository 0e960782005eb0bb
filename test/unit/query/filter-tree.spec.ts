import { describe, expect, it } from 'vitest';
import type { ProblemItem } from '../../../lib/common/light-api.error.js';
import { FLAT_DIALECT } from '../../../lib/query/dialects/flat.dialect.js';
import { compileParameterTable } from '../../../lib/query/parameter-table.js';
import { writeQueryText } from '../../../lib/query/query-text.js';
import { conditionText } from './condition-text.js';
import { BOOK } from './library.fixture.js';
import { problemsOf } from './problems-of.js';
import { makeField, makeResource } from './resource.fixture.js';
import { least, timeOf } from '../../e2e/harness/durations.js';

const library = compileParameterTable(BOOK);
const plain = compileParameterTable(makeResource());
const inQuery = (text: string) => FLAT_DIALECT.parseList(library, `filter=${encodeURIComponent(text)}`);
const inBody = (filter: unknown) => FLAT_DIALECT.parseSearch(library, { filter });
const problems = (filter: unknown): readonly ProblemItem[] => problemsOf(() => inBody(filter));
const plainProblems = (filter: unknown) => problemsOf(() => FLAT_DIALECT.parseSearch(plain, { filter }));
const plainValue = (filter: unknown): unknown => {
  const condition = FLAT_DIALECT.parseSearch(plain, { filter }).filter;
  if (condition?.kind !== 'comparison') throw new Error('One comparison was expected.');
  return condition.value;
};

describe('a filter tree', () => {
  it.each([
    [{}, ''],
    [{ title: { eq: 'x' } }, 'title eq x'],
    [{ title: { eq: 'x', ne: 'y' }, price: { gte: '1' } }, 'and(title eq x, title ne y, price gte 1)'],
    [{ and: [{ title: { eq: 'x' } }, { title: { eq: 'y' } }] }, 'and(title eq x, title eq y)'],
    [{ or: [{ title: { eq: 'x' } }, {}] }, 'or(title eq x, and())'],
    [{ or: [] }, 'or()'],
    [{ and: [] }, 'and()'],
    [{ not: { title: { eq: 'x' }, price: { isnull: true } } }, 'not(and(title eq x, price isnull true))'],
    [{ not: {} }, 'not(and())'],
    [{ 'author.name': { eq: 'x' } }, 'author.one(name eq x)'],
    [{ 'author.country.name': { eq: 'x' } }, 'author.one(country.one(name eq x))'],
    [{ 'address.city': { eq: 'x' } }, 'address.city eq x'],
    [{ 'reviews.rating': { gte: 1, lt: 3 } }, 'reviews.some(and(rating gte 1, rating lt 3))'],
    [
      { 'reviews.rating': { gte: 1 }, 'reviews.user.name': { eq: 'x' } },
      'reviews.some(and(rating gte 1, user.one(name eq x)))',
    ],
    [
      { and: [{ 'reviews.rating': { gte: 1 } }, { 'reviews.user.name': { eq: 'x' } }] },
      'and(reviews.some(rating gte 1), reviews.some(user.one(name eq x)))',
    ],
    [
      { reviews: { some: { rating: { eq: 1 } }, none: {}, every: { 'user.name': { eq: 'x' } } } },
      'and(reviews.some(rating eq 1), reviews.none(and()), reviews.every(user.one(name eq x)))',
    ],
    [{ author: { some: { books: { none: { title: { eq: 'x' } } } } } }, 'author.some(books.none(title eq x))'],
    [{ editions: { some: {} } }, 'editions.some(and())'],
  ])('reads %j at both doors', (tree, expected) => {
    expect(conditionText(inBody(tree).filter)).toBe(expected);
    expect(conditionText(inQuery(JSON.stringify(tree)).filter)).toBe(expected);
  });

  it('is joined with the other conditions of a query', () => {
    const question = FLAT_DIALECT.parseList(library, 'title=x&filter={"price":{"isnull":true}}&search=y');
    expect(conditionText(question.filter)).toBe('and(and(title eq x, price isnull true), or(title icontains y))');
  });

  it('is repeated by links as it was', () => {
    const question = inQuery('{ "title": {"in": ["a,b", "c"]} }');
    expect(FLAT_DIALECT.parseList(library, writeQueryText(question.parameters))).toEqual(question);
  });
});

describe('values in a tree', () => {
  it.each<[string, unknown, unknown]>([
    ['id', { eq: 7 }, 7],
    ['id', { in: [] }, []],
    ['id', { in: [1, 2] }, [1, 2]],
    ['id', { between: [1, 2] }, [1, 2]],
    ['weight', { gt: -1.5 }, -1.5],
    ['weight', { gt: 1e300 }, 1e300],
    ['sold', { eq: '9007199254740993' }, '9007199254740993'],
    ['sold', { eq: 12 }, '12'],
    ['price', { eq: '12.50' }, '12.5'],
    ['price', { eq: 12.5 }, '12.5'],
    ['price', { isnull: false }, false],
    ['available', { eq: true }, true],
    ['status', { in: ['draft'] }, ['draft']],
    ['published', { eq: '2024-02-29' }, '2024-02-29'],
    ['createdAt', { lt: '2024-01-01T00:00:00Z' }, new Date('2024-01-01T00:00:00Z')],
    ['isbn', { eq: '0190A4B2-7c3d-7e4f-8a5b-6c7d8e9fa0b1' }, '0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b1'],
    ['title', { contains: '%_\\' }, '%_\\'],
    ['tags', { has: 'x' }, 'x'],
    ['tags', { overlaps: ['x', 'y'] }, ['x', 'y']],
  ])('are read: %s %j', (name, operators, value) => {
    expect(plainValue({ [name]: operators })).toEqual(value);
  });

  it.each<[string, string, unknown, string]>([
    ['id', 'eq', '7', 'Must be an integer from 1 to 2147483647, as a JSON number.'],
    ['id', 'eq', 0, 'Must be an integer from 1 to 2147483647.'],
    ['id', 'eq', 1.5, 'Must be an integer from 1 to 2147483647.'],
    ['id', 'eq', 1e21, 'Must be an integer from 1 to 2147483647.'],
    ['id', 'eq', null, 'Cannot be null: "isnull" asks about it.'],
    ['id', 'eq', [1], 'Must be an integer from 1 to 2147483647, as a JSON number.'],
    ['id', 'eq', { gt: 1 }, 'Must be an integer from 1 to 2147483647, as a JSON number.'],
    ['id', 'in', 1, 'Must be a JSON array.'],
    ['id', 'between', [1], 'Must have exactly two items.'],
    ['id', 'between', [1, 2, 3], 'Must have exactly two items.'],
    ['weight', 'eq', '1', 'Must be a finite number, as a JSON number.'],
    ['weight', 'eq', Infinity, 'Must be a finite number.'],
    ['sold', 'eq', 2 ** 53, 'Not exact as a number: send it as text.'],
    ['sold', 'eq', 1.5, 'Not exact as a number: send it as text.'],
    ['price', 'eq', Math.PI, 'Not exact as a number: send it as text.'],
    ['price', 'eq', true, 'as a JSON string.'],
    ['price', 'isnull', 'true', 'Must be true or false, as a JSON boolean.'],
    ['price', 'isnull', 1, 'Must be true or false, as a JSON boolean.'],
    ['available', 'eq', 'true', 'Must be true or false, as a JSON boolean.'],
    ['status', 'eq', 'gone', 'Must be one of draft, published.'],
    ['status', 'eq', 1, 'Must be one of draft, published.'],
    ['published', 'eq', '2024-02-30', 'Must be a date of the calendar, YYYY-MM-DD.'],
    ['createdAt', 'eq', 1700000000, 'as a JSON string.'],
    ['title', 'eq', 1, 'Must be text of at most 20 characters, as a JSON string.'],
    ['title', 'eq', 'a'.repeat(21), 'Must be text of at most 20 characters.'],
    ['title', 'contains', 'a\0', 'Must be well-formed Unicode text without NUL.'],
    ['title', 'contains', '\ud800', 'Must be well-formed Unicode text without NUL.'],
  ])('are refused: %s %s %j', (name, operator, value, detail) => {
    expect(plainProblems({ [name]: { [operator]: value } })).toMatchObject([
      { pointer: `/filter/${name}/${operator}`, code: 'LA103', detail: expect.stringContaining(detail) },
    ]);
  });

  it('of a list are told by their place', () => {
    expect(plainProblems({ id: { in: [1, 'x', null] } })).toMatchObject([
      { pointer: '/filter/id/in/1' },
      { pointer: '/filter/id/in/2' },
    ]);
  });

  it('hold the limits of the query', () => {
    expect(plainValue({ id: { in: Array(200).fill(1) } })).toHaveLength(200);
    expect(plainProblems({ id: { in: Array(201).fill(1) } })).toEqual([
      { pointer: '/filter/id/in', code: 'LA105', detail: 'A list may have at most 200 items.' },
    ]);
    expect(plainValue({ title: { contains: 'a'.repeat(1024) } })).toHaveLength(1024);
    expect(plainProblems({ title: { contains: 'a'.repeat(1025) } })).toMatchObject([{ code: 'LA103' }]);
  });
});

describe('a tree that is wrong', () => {
  it.each<[unknown, string, string, string]>([
    [[], '', 'LA103', 'Must be a JSON object.'],
    [null, '', 'LA103', 'Must be a JSON object.'],
    ['x', '', 'LA103', 'Must be a JSON object.'],
    [{ and: {} }, '/and', 'LA103', 'Must be a JSON array of objects.'],
    [{ or: [1] }, '/or/0', 'LA103', 'Must be a JSON object.'],
    [{ not: [] }, '/not', 'LA103', 'Must be a JSON object.'],
    [{ title: 'x' }, '/title', 'LA103', 'Must be a JSON object of operators, such as {"eq": …}.'],
    [{ title: {} }, '/title', 'LA103', 'Must be a JSON object of operators, such as {"eq": …}.'],
    [{ reviews: {} }, '/reviews', 'LA103', 'Must be a JSON object with "some", "none" or "every".'],
    [{ reviews: { rating: { eq: 1 } } }, '/reviews/rating', 'LA102', 'A relation takes other words.'],
    [
      { reviews: { some: { ratng: { eq: 1 } } } },
      '/reviews/some/ratng',
      'LA106',
      'No such field. Did you mean "rating"?',
    ],
    [{ titel: { eq: 'x' } }, '/titel', 'LA106', 'No such field. Did you mean "title"?'],
    [{ 'author.nmae': { eq: 'x' } }, '/author.nmae', 'LA106', 'No such field. Did you mean "author.name"?'],
    [{ revews: { some: {} } }, '/revews', 'LA106', 'No such field. Did you mean "reviews"?'],
    [
      { 'reviews.user.team.name': { eq: 'x' } },
      '/reviews.user.team.name',
      'LA106',
      'No such field. A path may lead through at most 2 relations.',
    ],
    [{ title: { equals: 'x' } }, '/title/equals', 'LA102', 'This field takes other operators.'],
    [
      { title: { contans: 'x' } },
      '/title/contans',
      'LA102',
      'This field takes other operators. Did you mean "contains"?',
    ],
    [{ publisher: { some: {} } }, '/publisher', 'LA106', 'No such field.'],
    [{ 'a/b~c': {} }, '/a~1b~0c', 'LA106', 'No such field.'],
  ])('is told with its place: %j', (tree, pointer, code, detail) => {
    expect(problems(tree)).toMatchObject([{ pointer: `/filter${pointer}`, code, detail }]);
    const place = pointer === '' ? '' : `${pointer}: `;
    expect(problemsOf(() => inQuery(JSON.stringify(tree)))).toMatchObject([
      { parameter: 'filter', code, detail: `${place}${detail}` },
    ]);
  });

  it('is told at once, with everything else', () => {
    const tree = { or: [{ titel: { eq: 'x' } }, { price: { eq: [], gt: 'many' } }], reviews: { any: {} } };
    expect(problems(tree).map(({ pointer }) => pointer)).toEqual([
      '/filter/or/0/titel',
      '/filter/or/1/price/eq',
      '/filter/or/1/price/gt',
      '/filter/reviews/any',
    ]);
  });

  it('is answered alike for what is hidden and for what is not there', () => {
    const detailOf = (tree: unknown) => problems(tree).map(({ code, detail }) => [code, detail]);
    expect(detailOf({ 'author.email': { eq: 'x' } })).toEqual(detailOf({ 'author.zzzzz': { eq: 'x' } }));
    expect(plainProblems({ secret: { eq: 'x' } })[0]!.detail).toBe(plainProblems({ zzzzzz: { eq: 'x' } })[0]!.detail);
    expect(plainProblems({ notes: { eq: 'x' } })).toMatchObject([
      { code: 'LA102', detail: 'This field cannot be used in a filter.' },
    ]);
  });

  it.each([['{'], [''], ['{}{}'], ['{"title":{"eq":NaN}}'], ["{'title':{}}"]])('is no JSON: %s', (text) => {
    expect(problemsOf(() => inQuery(text))).toEqual([
      { parameter: 'filter', code: 'LA107', detail: 'Must be one JSON object (RFC 8259).' },
    ]);
  });

  it.each([['__proto__'], ['constructor'], ['hasOwnProperty'], ['toString']])('knows no %s', (name) => {
    expect(problems(JSON.parse(`{"${name}":{"eq":1}}`))).toMatchObject([{ code: 'LA106', detail: 'No such field.' }]);
    expect(problems(JSON.parse(`{"title":{"${name}":1}}`))).toMatchObject([{ code: 'LA102' }]);
    expect(problems(JSON.parse(`{"reviews":{"${name}":{}}}`))).toMatchObject([{ code: 'LA102' }]);
  });

  it('does not bring back a long name whole', () => {
    expect(problems({ ['n'.repeat(500)]: {} })[0]!.pointer).toHaveLength('/filter/'.length + 65);
  });
});

describe('the limits of a tree', () => {
  const nested = (levels: number): object => {
    let tree: object = { title: { eq: 'x' } };
    for (let level = 1; level < levels; level++) tree = level % 2 === 0 ? { not: tree } : { or: [tree] };
    return tree;
  };
  const wide = (nodes: number) => ({ or: Array.from({ length: nodes - 1 }, () => ({ id: { eq: 1 } })) });

  it('hold for its levels', () => {
    expect(inBody(nested(4)).filter).toBeDefined();
    expect(problems(nested(5))).toEqual([
      { pointer: '/filter/not/or/0/not/or/0/title/eq', code: 'LA105', detail: 'A tree may have at most 4 levels.' },
    ]);
    const related = (levels: number): object =>
      levels === 1 ? { id: { eq: 1 } } : { sequelTo: { some: related(levels - 1) } };
    expect(inBody(related(4)).filter).toBeDefined();
    expect(problems(related(5))).toMatchObject([{ code: 'LA105' }]);
  });

  it('hold for its nodes', () => {
    expect(inBody(wide(64)).filter).toBeDefined();
    expect(problems(wide(65))).toEqual([{ pointer: '/filter', code: 'LA105', detail: 'May have at most 64 nodes.' }]);
    expect(problems({ or: Array.from({ length: 64 }, () => ({ nope: 1 })) })).toHaveLength(20);
    const empty = (parts: number) => ({ or: Array.from({ length: parts }, () => ({})) });
    expect(inBody(empty(63)).filter).toBeDefined();
    expect(problems(empty(64))).toEqual([{ pointer: '/filter', code: 'LA105', detail: 'May have at most 64 nodes.' }]);
    const operators = Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`op${index}`, 1]));
    expect(problems({ title: operators })).toHaveLength(20);
  });

  it('can be other ones', () => {
    const strict = compileParameterTable({ ...BOOK, limits: { ...BOOK.limits, maxFilterDepth: 1, maxFilterNodes: 2 } });
    const parse = (filter: object) => FLAT_DIALECT.parseSearch(strict, { filter });
    expect(parse({ title: { eq: 'x', ne: 'y' } }).filter).toBeDefined();
    expect(problemsOf(() => parse({ title: { eq: 'x', ne: 'y', gt: 'z' } }))).toHaveLength(1);
    expect(problemsOf(() => parse({ not: { id: { eq: 1 } } }))).toHaveLength(1);
  });

  it('keep a hostile tree cheap', async () => {
    const deep = '{"not":'.repeat(1000) + '{}' + '}'.repeat(1000);
    const many = `{${Array.from({ length: 900 }, (_, index) => `"n${index}":1`).join()}}`;
    const read = () => {
      expect(problemsOf(() => inQuery(deep))).toMatchObject([{ code: 'LA105' }]);
      expect(problemsOf(() => inQuery(many)).length).toBeGreaterThan(0);
      expect(problems({ title: { in: Array(50_000).fill('x') } })).toHaveLength(1);
    };
    expect(await least(200, () => timeOf(read))).toBeLessThan(200);
  });
});

describe('fields with the names of the tree itself', () => {
  it('are left to flat parameters', () => {
    const odd = compileParameterTable(makeResource({ fields: [makeField({ name: 'not', type: 'boolean' })] }));
    expect(FLAT_DIALECT.parseList(odd, 'not=true').filter).toMatchObject({ value: true });
    expect(problemsOf(() => FLAT_DIALECT.parseSearch(odd, { filter: { not: { eq: true } } }))).toHaveLength(1);
  });
});
