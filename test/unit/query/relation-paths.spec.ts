import { describe, expect, it } from 'vitest';
import { FLAT_DIALECT } from '../../../lib/query/dialects/flat.dialect.js';
import { compileParameterTable } from '../../../lib/query/parameter-table.js';
import { DeclaredRelation } from '../../../lib/resource/declared-relation.js';
import type { Relation } from '../../../lib/resource/resource.js';
import { conditionText } from './condition-text.js';
import { BOOK } from './library.fixture.js';
import { problemsOf } from './problems-of.js';
import { makeField, makeResource } from './resource.fixture.js';
import { least, timeOf } from '../../e2e/harness/durations.js';

const table = compileParameterTable(BOOK);
const list = (rawQuery: string) => FLAT_DIALECT.parseList(table, rawQuery);
const problems = (rawQuery: string) => problemsOf(() => list(rawQuery));

const filter = (rawQuery: string) => conditionText(list(rawQuery).filter);

describe('a filter through relations', () => {
  it.each([
    ['author.name=x', 'author.one(name eq x)'],
    ['author.name__eq=x', 'author.one(name eq x)'],
    ['author.country.name__contains=x', 'author.one(country.one(name contains x))'],
    ['reviews.rating__in=1,2', 'reviews.some(rating in 1,2)'],
    ['reviews.user.name=x', 'reviews.some(user.one(name eq x))'],
    ['author.books.title=x', 'author.one(books.some(title eq x))'],
    ['sequelTo.sequelTo.title=x', 'sequelTo.one(sequelTo.one(title eq x))'],
    ['editions.name=x', 'editions.some(name eq x)'],
    ['reviews.text__isnull=true', 'reviews.some(text isnull true)'],
    ['reviews.count__eq=1', 'reviews.some(count eq 1)'],
    ['address.city=x', 'address.city eq x'],
    ['sequelTo.address.city=x', 'sequelTo.one(address.city eq x)'],
  ])('reads %s', (rawQuery, expected) => {
    expect(filter(rawQuery)).toBe(expected);
  });

  it('speaks of the same row as the others on the same relation', () => {
    expect(filter('reviews.rating=1&title=x&reviews.user.name=y')).toBe(
      'and(reviews.some(and(rating eq 1, user.one(name eq y))), title eq x)',
    );
    expect(filter('reviews.rating=1&editions.name=x&author.name=y&author.books.title=z&author.books.price=2')).toBe(
      'and(reviews.some(rating eq 1), editions.some(name eq x), ' +
        'author.one(and(name eq y, books.some(and(title eq z, price eq 2)))))',
    );
  });

  it('leads through two relations and no more', () => {
    expect(filter('reviews.user.name=x')).not.toBe('');
    expect(problems('reviews.user.team.name=x')).toEqual([
      {
        parameter: 'reviews.user.team.name',
        code: 'LA101',
        detail: 'No such parameter. A path may lead through at most 2 relations.',
      },
    ]);
  });

  it('reads its values like those of any filter', () => {
    expect(problems('reviews.rating=6&reviews.rating__in=1,x&author.name=a&author.name=b')).toMatchObject([
      { parameter: 'author.name', code: 'LA104' },
      { parameter: 'reviews.rating', code: 'LA103', detail: 'Must be an integer from 1 to 5.' },
      { parameter: 'reviews.rating__in', detail: 'Item 2: Must be an integer from 1 to 5.' },
    ]);
  });

  it('may be given once, in either of its names', () => {
    expect(problems('author.name=a&author.name__eq=b')).toMatchObject([{ parameter: 'author.name', code: 'LA104' }]);
  });

  it('counts as a condition', () => {
    const narrow = compileParameterTable({ ...BOOK, limits: { ...BOOK.limits, maxConditions: 2 } });
    const parse = (rawQuery: string) => FLAT_DIALECT.parseList(narrow, rawQuery);
    expect(parse('reviews.rating=1&reviews.id=1').filter).toBeDefined();
    expect(problemsOf(() => parse('reviews.rating=1&reviews.id=1&title=x'))).toMatchObject([{ code: 'LA105' }]);
  });
});

describe('a name behind a relation that is no parameter', () => {
  it.each([
    ['author.nmae=x', ' Did you mean "author.name"?'],
    ['author.nmae__contains=x', ' Did you mean "author.name__contains"?'],
    ['autor.name=x', ' Did you mean "author.name"?'],
    ['autor.nmae__gte=x', ' Did you mean "author.name__gte"?'],
    ['author.contry.name=x', ' Did you mean "author.country.name"?'],
    ['reviews.usr.nam=x', ' Did you mean "reviews.user.name"?'],
    ['adress.city=x', ' Did you mean "address.city"?'],
    ['reviews.count=1', ' Did you mean "reviews.count__eq"?'],
    ['author=1', ' It leads to other rows: name a field of them, such as "author.id".'],
    ['author.country=1', ' It leads to other rows: name a field of them, such as "author.country.id".'],
    ['author__eq=1', ' It leads to other rows: name a field of them, such as "author.id".'],
    ['author.=1', ''],
    ['.name=1', ''],
    ['author..name=1', ' Did you mean "author.name"?'],
    ['author.__proto__=1', ''],
    ['constructor.name=1', ''],
  ])('is told with the nearest one: %s', (rawQuery, advice) => {
    expect(problems(rawQuery)).toMatchObject([{ code: 'LA101', detail: `No such parameter.${advice}` }]);
  });

  it('gets the operators of a field that is there', () => {
    expect(problems('author.name__gt3=1')).toMatchObject([{ code: 'LA102', allowed: expect.arrayContaining(['gte']) }]);
  });

  it('is answered alike for what is hidden and for what is not there', () => {
    const detailOf = (rawQuery: string) => problems(rawQuery).map(({ code, detail }) => [code, detail]);
    expect(detailOf('author.email=x')).toEqual(detailOf('author.zzzzz=x'));
    expect(detailOf('author.email__contains=x')).toEqual(detailOf('author.zzzzz__contains=x'));
    expect(detailOf('publisher.name=x')).toEqual(detailOf('zzzzzzzzz.name=x'));
    expect(detailOf('ordering=author.email')).toEqual(detailOf('ordering=author.zzzzz'));
    expect(detailOf('ordering=publisher.name')).toEqual(detailOf('ordering=zzzzzzzzz.name'));
    expect(problems('author.emial=x')[0]!.detail).not.toContain('email');
  });

  it('is looked at in linear time', async () => {
    const deep = `${'sequelTo.'.repeat(900)}nope=1`;
    const look = () => expect(problems(deep)).toMatchObject([{ code: 'LA101' }]);
    expect(await least(100, () => timeOf(look))).toBeLessThan(100);
  });
});

describe('an order through relations', () => {
  const sort = (rawQuery: string) =>
    list(rawQuery).sort.map(({ field, direction, via = [] }) =>
      [...via.map(({ name }) => name), `${field.name} ${direction}`].join('.'),
    );

  it('follows relations to one row', () => {
    expect(sort('ordering=-author.name,author.country.name,title')).toEqual([
      'author.name desc',
      'author.country.name asc',
      'title asc',
      'id asc',
    ]);
  });

  it('ends with the key of the rows themselves', () => {
    expect(sort('ordering=sequelTo.id')).toEqual(['sequelTo.id asc', 'id asc']);
    expect(sort('ordering=id,sequelTo.id')).toEqual(['id asc', 'sequelTo.id asc']);
  });

  it.each([
    ['ordering=reviews.rating', ''],
    ['ordering=author.books.title', ''],
    ['ordering=author', ''],
    ['ordering=author.nmae', ' Did you mean "author.name"?'],
    ['ordering=-autor.name', ' Did you mean "author.name"?'],
    ['ordering=sequelTo.sequelTo.sequelTo.title', ''],
  ])('is refused: %s', (rawQuery, advice) => {
    expect(problems(rawQuery)).toMatchObject([
      { parameter: 'ordering', code: 'LA106', detail: `Item 1: No field to order by.${advice}` },
    ]);
  });

  it('names no place twice', () => {
    expect(problems('ordering=author.name,-author.name')).toMatchObject([{ code: 'LA104' }]);
    expect(sort('ordering=author.id,sequelTo.author.id')).toHaveLength(3);
  });
});

describe('the parameters that the docs list', () => {
  const names = table.parameters.map(({ name }) => name);
  const conditions = table.parameters.filter(({ kind }) => kind === 'filter').map(({ name }) => name);

  it('hold every condition through at most two relations', () => {
    expect(names).toEqual(
      expect.arrayContaining(['author.name', 'author.name__icontains', 'reviews.user.name', 'reviews.count__eq']),
    );
    expect(conditions.filter((name) => name.split('.').length > 3 && !name.includes('address'))).toEqual([]);
    expect(names.filter((name) => /email|publisher\.name/.test(name))).toEqual([]);
  });

  it('hold no name twice, and each is found by its name', () => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => table.find(name)?.name !== name)).toEqual([]);
  });

  it('name every path to order by', () => {
    expect(table.find('ordering')).toMatchObject({
      allowed: expect.arrayContaining(['-author.name', 'author.country.name', 'sequelTo.title']),
    });
  });
});

describe('a resource with very many related ones', () => {
  const fields = Array.from({ length: 30 }, (_, index) => makeField({ name: `column${index}`, type: 'string' }));
  const relations = new Map<string, Relation>();
  const web = makeResource({ name: 'Web', fields, relations });
  for (let index = 0; index < 12; index++) {
    const name = `link${index}`;
    relations.set(name, {
      ...BOOK.relations.get(index % 2 === 0 ? 'reviews' : 'author')!,
      name,
      source: web,
      target: web,
    });
  }
  const wide = compileParameterTable(web);

  it('is described within bounds, the nearest ones first', () => {
    const parameters = wide.parameters.filter((parameter) => parameter.kind === 'filter');
    expect(parameters.length).toBeLessThan(3_000);
    const depths = parameters.map(({ via }) => via.length);
    expect(depths).toEqual([...depths].sort((left, right) => left - right));
    expect(wide.item.parameters.length).toBeLessThan(250);
    expect(wide.find('ordering')).not.toHaveProperty('allowed');
    expect(wide.find('fields')).not.toHaveProperty('allowed');
  });

  it('understands every path nevertheless', () => {
    const question = FLAT_DIALECT.parseList(
      wide,
      'link11.link9.column29__contains=x&include=link10.link8.link6&link10.link8.link6.page_size=2&ordering=link11.link9.column1',
    );
    expect(conditionText(question.filter)).toBe('link11.one(link9.one(column29 contains x))');
    expect(question.includes).toHaveLength(1);
  });
});

describe('a table over relations that are not joined yet', () => {
  it('can be made, and is read when they are', () => {
    const relation = new DeclaredRelation({
      name: 'author',
      property: 'author',
      kind: 'one',
      nullable: false,
      includable: true,
      filterable: true,
      routed: false,
      pageSize: 20,
      writes: 'none',
      description: undefined,
    });
    const source = makeResource({ relations: new Map([['author', relation]]) });
    const early = compileParameterTable(source);
    expect(() => early.parameters).toThrow(TypeError);
    relation.link({ source, target: BOOK, sort: [] });
    expect(early.find('author.title')).toMatchObject({ name: 'author.title', via: [relation] });
  });
});
