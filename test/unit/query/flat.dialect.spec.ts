import { describe, expect, it } from 'vitest';
import { LightApiError } from '../../../lib/common/light-api.error.js';
import { FLAT_DIALECT } from '../../../lib/query/dialects/flat.dialect.js';
import { itemQuestion } from '../../../lib/query/plain-questions.js';
import { compileParameterTable } from '../../../lib/query/parameter-table.js';
import { writeQueryText } from '../../../lib/query/query-text.js';
import type { Comparison, Junction } from '../../../lib/query/question.js';
import { errorOf, problemsOf } from './problems-of.js';
import { ID, makeField, makeResource, TITLE } from './resource.fixture.js';

const table = compileParameterTable(makeResource());
const list = (rawQuery: string) => FLAT_DIALECT.parseList(table, rawQuery);
const problems = (rawQuery: string) => problemsOf(() => list(rawQuery));
const sortNames = (rawQuery: string) => list(rawQuery).sort.map(({ field, direction }) => `${field.name} ${direction}`);
const item = (rawQuery: string, ...keyTexts: string[]) => FLAT_DIALECT.parseItem(table, rawQuery, keyTexts);
const repeated = (text: string, amount: number, separator: string) => Array<string>(amount).fill(text).join(separator);
const numbered = (text: string, amount: number, separator: string) =>
  Array.from({ length: amount }, (_, index) => `${text}${index}`).join(separator);
const fieldNames = (rawQuery: string) => list(rawQuery).fields.map(({ name }) => name);

function only(rawQuery: string): Comparison {
  const { filter } = list(rawQuery);
  if (filter?.kind !== 'comparison') throw new Error('One comparison was expected.');
  return filter;
}

describe('an empty query', () => {
  it('is the same frozen question every time', () => {
    expect(list('')).toBe(list(''));
    expect(Object.isFrozen(list(''))).toBe(true);
  });

  it('asks for the first page with the defaults of the resource', () => {
    expect(list('')).toMatchObject({
      filter: undefined,
      page: 1,
      pageSize: 20,
      count: 'exact',
      parameters: [],
    });
    expect(sortNames('')).toEqual(['id asc']);
  });
});

describe('filters', () => {
  it('are joined by AND', () => {
    const filter = list('title=War&price__gte=10').filter as Junction;
    expect(filter.kind).toBe('and');
    expect(filter.conditions).toMatchObject([
      { operator: 'eq', value: 'War', field: { name: 'title' } },
      { operator: 'gte', value: '10', field: { name: 'price' } },
    ]);
  });

  it.each([
    ['price__in=1,2.50', 'in', ['1', '2.5']],
    ['price__in=1&price__in=2', 'in', ['1', '2']],
    ['price__in=3', 'in', ['3']],
    ['title__in=a%2Cb,c', 'in', ['a,b', 'c']],
    ['title__in=', 'in', ['']],
    ['price__between=1,2', 'between', ['1', '2']],
    ['price__between=1&price__between=2', 'between', ['1', '2']],
    ['price__isnull=true', 'isnull', true],
    ['price__isnull=false', 'isnull', false],
    ['title=', 'eq', ''],
    ['title=a,b', 'eq', 'a,b'],
    ['title__eq=a+b', 'eq', 'a b'],
    ['title__contains=%25_%5C', 'contains', '%_\\'],
    ['tags__has=x', 'has', 'x'],
    ['tags__overlaps=x,y', 'overlaps', ['x', 'y']],
    ['address.city=Bern', 'eq', 'Bern'],
    ['deleted__eq=true', 'eq', true],
    ['createdAt__lt=2024-01-01T00:00:00Z', 'lt', new Date('2024-01-01T00:00:00Z')],
  ])('reads %s', (rawQuery, operator, value) => {
    expect(only(rawQuery)).toMatchObject({ operator, value });
  });

  it('take a piece of text that is longer than the column', () => {
    expect(only(`title__contains=${'a'.repeat(21)}`).value).toHaveLength(21);
    expect(problems(`title=${'a'.repeat(21)}`)).toEqual([
      { parameter: 'title', code: 'LA103', detail: 'Must be text of at most 20 characters.' },
    ]);
  });

  it('take text of 1,024 characters and no more', () => {
    expect(only(`address.city=${'a'.repeat(1024)}`).value).toHaveLength(1024);
    expect(problems(`address.city=${'a'.repeat(1025)}`)).toMatchObject([{ code: 'LA103' }]);
    expect(problems(`title__contains=${'a'.repeat(1025)}`)).toMatchObject([{ code: 'LA103' }]);
  });

  it.each([
    ['id=2147483648'],
    ['id=99999999999999999999'],
    ['id=1e20'],
    ['id=-1'],
    ['id=1.5'],
    ['id='],
    ['id__in='],
    ['id__in=1,,2'],
    ['id__between=1'],
    ['id__between=1,2,3'],
    ['price=NaN'],
    ['price=123456789.00'],
    ['weight=Infinity'],
    ['sold=9223372036854775808'],
    ['available=1'],
    ['isbn=nope'],
    ['status=unknown'],
    ['published=2024-02-30'],
    ['published=2024-W05'],
    ['createdAt=infinity'],
    ['title=%00'],
    ['price__isnull=yes'],
    ['price__isnull='],
  ])('refuse %s as a value, naming the parameter', (rawQuery) => {
    const name = rawQuery.slice(0, rawQuery.indexOf('='));
    expect(problems(rawQuery)).toMatchObject([{ parameter: name, code: 'LA103' }]);
  });

  it('name the item of a list that is wrong', () => {
    expect(problems('id__in=1,x,3')).toMatchObject([{ detail: 'Item 2: Must be an integer from 1 to 2147483647.' }]);
  });

  it('list the values of an enum', () => {
    expect(problems('status=gone')).toMatchObject([{ allowed: ['draft', 'published'] }]);
  });

  it('tell how a plus sign is written when a date-time lost its own', () => {
    expect(problems('createdAt=2024-01-01T00:00:00+02:00')[0]!.detail).toContain('%2B');
  });

  it('may be given once unless they take a list, in either of their names', () => {
    expect(problems('title=a&title=b')).toMatchObject([{ parameter: 'title', code: 'LA104' }]);
    expect(problems('title=a&title__eq=b')).toMatchObject([{ parameter: 'title', code: 'LA104' }]);
  });
});

describe('unknown names', () => {
  it('are told together with the nearest one', () => {
    expect(problems('titel=x&price__gte=1&pagesize=3')).toEqual([
      { parameter: 'titel', code: 'LA101', detail: 'No such parameter. Did you mean "title"?' },
      { parameter: 'pagesize', code: 'LA101', detail: 'No such parameter. Did you mean "page_size"?' },
    ]);
    expect(problems('titel__contains=x')).toMatchObject([
      { detail: 'No such parameter. Did you mean "title__contains"?' },
    ]);
  });

  it('are answered alike for a hidden field and for none', () => {
    const detailOf = (rawQuery: string) => problems(rawQuery).map(({ code, detail }) => [code, detail]);
    expect(detailOf('secret=x')).toEqual(detailOf('zzzzzz=x'));
    expect(detailOf('secret__gte=x')).toEqual(detailOf('zzzzzz__gte=x'));
    expect(detailOf('ordering=secret')).toEqual(detailOf('ordering=zzzzzz'));
    expect(detailOf('fields=secret')).toEqual(detailOf('fields=zzzzzz'));
    expect(problems('secre=x')[0]!.detail).not.toContain('secret');
  });

  it('tell the operators that a field has', () => {
    expect(problems('price__gt3=1')).toMatchObject([{ code: 'LA102', allowed: expect.arrayContaining(['gte']) }]);
    expect(problems('id__icontains=1')).toMatchObject([
      { code: 'LA102', detail: expect.stringContaining('other operators') },
    ]);
    expect(problems('notes=x')).toMatchObject([{ code: 'LA102', detail: 'This field cannot be used in a filter.' }]);
  });

  it('send a field with a reserved name to its long form', () => {
    expect(problems('deleted=true')).toMatchObject([
      { code: 'LA101', detail: 'No such parameter. Did you mean "deleted__eq"?' },
    ]);
    expect(problems('deleted__gte=true')).toMatchObject([{ code: 'LA102', allowed: ['eq', 'ne', 'in', 'nin'] }]);
  });

  it.each([
    ['__proto__=1'],
    ['constructor=1'],
    ['hasOwnProperty=1'],
    ['toString=1'],
    ['filter[__proto__][x]=1'],
    ['filter%5B__proto__%5D%5Bx%5D=1'],
    ['title[eq]=1'],
    ['title__proto__=1'],
    ['__eq=1'],
    ['=1'],
    ['include=author'],
    ['cursor__eq=abc'],
    ['filter__eq={}'],
    ['Title=x'],
    ['title__EQ=x'],
  ])('are refused when they look like %s', (rawQuery) => {
    const { code, status, errors } = errorOf(() => list(rawQuery));
    expect({ code, status }).toEqual({ code: 'LA100', status: 400 });
    expect(errors).toHaveLength(1);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it('do not come back whole when they are long', () => {
    expect(problems(`${'n'.repeat(500)}=1`)[0]!.parameter).toHaveLength(65);
  });

  it('come back well-formed when they are cut', () => {
    const [problem] = problems(`${'n'.repeat(63)}%F0%9F%98%80=1`);
    expect(problem!.parameter!.isWellFormed()).toBe(true);
  });

  it('are searched for only as long as it is cheap', () => {
    const names = Array.from({ length: 500 }, (_, index) => `a_long_column_name_of_an_old_table_with_number_${index}`);
    const wide = compileParameterTable(makeResource({ fields: names.map((name) => makeField({ name, type: 'int' })) }));
    const wrong = problemsOf(() =>
      FLAT_DIALECT.parseList(wide, 'a_long_column_name_of_an_old_table_with_numbr_7=1&pag=1'),
    );
    expect(wrong.map(({ detail }) => detail)).toEqual(['No such parameter.', 'No such parameter.']);
  });

  it('are not looked for in objects', () => {
    expect(problems('ordering=__proto__')).toMatchObject([{ code: 'LA106' }]);
    expect(problems('fields=constructor')).toMatchObject([{ code: 'LA106' }]);
    expect(problems('count=toString')).toMatchObject([{ code: 'LA103' }]);
  });
});

describe('a malformed query', () => {
  it.each([
    ['title=%'],
    ['title=%zz'],
    ['title=%FF'],
    ['title=%ED%A0%80'],
    ['title'],
    ['%zz=1'],
    ['title=é'],
    ['title__in=a,%FF'],
  ])('is refused: %s', (rawQuery) => {
    expect(problems(rawQuery)).toMatchObject([{ code: 'LA107' }]);
  });

  it('is refused past 8 KiB and read up to it', () => {
    const start = 'title__in=a,';
    const fitting = start + `${'b'.repeat(20)},`.repeat(180);
    expect(list(fitting.slice(0, -1)).filter).toBeDefined();
    expect(list('&'.repeat(8192)).filter).toBeUndefined();
    expect(problems('&'.repeat(8193))).toMatchObject([{ code: 'LA105' }]);
  });
});

describe('limits', () => {
  it('hold for the items of a list', () => {
    expect(only(`id__in=${repeated('1', 200, ',')}`).value).toHaveLength(200);
    expect(problems(`id__in=${repeated('1', 201, ',')}`)).toMatchObject([{ parameter: 'id__in', code: 'LA105' }]);
  });

  it('hold for the conditions', () => {
    const conditions = table.parameters.filter(
      ({ kind, name }) => kind === 'filter' && /^(pages|weight|title|address)/.test(name),
    );
    const query = (amount: number) =>
      conditions
        .slice(0, amount)
        .map(({ name, shape }) => `${name}=${shape === 'pair' ? '1,1' : '1'}`)
        .join('&');
    expect((list(query(32)).filter as Junction).conditions).toHaveLength(32);
    expect(problems(query(33))).toMatchObject([{ code: 'LA105', detail: 'A query may have at most 32 conditions.' }]);
  });

  it('hold for the problems in one answer', () => {
    expect(problems(numbered('unknown', 300, '=1&'))).toHaveLength(20);
  });

  it('are told all at once', () => {
    const codes = problems('nope=1&id=x&title=a&title=b&page=0&ordering=zzz&count=maybe').map(({ code }) => code);
    expect(codes.sort()).toEqual(['LA101', 'LA103', 'LA103', 'LA103', 'LA104', 'LA106']);
  });
});

describe('pages', () => {
  it('have the number and size that were asked for', () => {
    expect(list('page=3&page_size=100')).toMatchObject({ page: 3, pageSize: 100 });
  });

  it.each([
    ['page=0'],
    ['page=-1'],
    ['page=1.5'],
    ['page=1e21'],
    ['page=Infinity'],
    ['page='],
    ['page=99999999999999999999'],
  ])('are integers from 1: %s', (rawQuery) => {
    expect(problems(rawQuery)).toMatchObject([
      { parameter: 'page', code: 'LA103', detail: 'Must be an integer of at least 1.' },
    ]);
  });

  it.each([['page_size=0'], ['page_size=101'], ['page_size=-1'], ['page_size=Infinity'], ['page_size=1e1']])(
    'have from 1 to 100 rows: %s',
    (rawQuery) => {
      expect(problems(rawQuery)).toMatchObject([
        { parameter: 'page_size', detail: 'Must be an integer from 1 to 100.' },
      ]);
    },
  );

  it('skip at most 10,000 rows', () => {
    expect(list('page=101&page_size=100').page).toBe(101);
    expect(problems('page=102&page_size=100')).toMatchObject([{ parameter: 'page', code: 'LA105' }]);
    expect(problems('page=9007199254740991')).toMatchObject([{ parameter: 'page', code: 'LA105' }]);
  });
});

describe('ordering', () => {
  it('ends with the key', () => {
    expect(sortNames('ordering=-price,title')).toEqual(['price desc', 'title asc', 'id asc']);
    expect(sortNames('ordering=title&ordering=-id')).toEqual(['title asc', 'id desc']);
  });

  it('appends what is missing of a composite key', () => {
    const key = [makeField({ name: 'orderId', type: 'int' }), makeField({ name: 'line', type: 'int' })];
    const composite = compileParameterTable(makeResource({ fields: key, key }));
    const { sort } = FLAT_DIALECT.parseList(composite, 'ordering=-line');
    expect(sort.map(({ field, direction }) => `${field.name} ${direction}`)).toEqual(['line desc', 'orderId asc']);
  });

  it('has at most four keys', () => {
    expect(sortNames('ordering=title,price,pages,weight')).toHaveLength(5);
    expect(problems('ordering=title,price,pages,weight,sold')).toMatchObject([{ code: 'LA105' }]);
  });

  it.each([
    ['ordering=titel', 'LA106'],
    ['ordering=notes', 'LA106'],
    ['ordering=extra', 'LA106'],
    ['ordering=', 'LA106'],
    ['ordering=--title', 'LA106'],
    ['ordering=title desc'.replace(' ', '%20'), 'LA106'],
    ['ordering=(SELECT%20pg_sleep(3))', 'LA106'],
    ['ordering=title,-title', 'LA104'],
  ])('is refused: %s', (rawQuery, code) => {
    expect(problems(rawQuery)).toMatchObject([{ parameter: 'ordering', code }]);
  });

  it('names the nearest field', () => {
    expect(problems('ordering=-titel')[0]!.detail).toBe('Item 1: No field to order by. Did you mean "title"?');
  });
});

describe('the choice of fields', () => {
  it('keeps the order of the representation', () => {
    expect(fieldNames('fields=price,title,id,title')).toEqual(['id', 'title', 'price']);
  });

  it('takes an embedded object for all of its fields', () => {
    expect(fieldNames('fields=address,id')).toEqual(['id', 'address.city', 'address.zip']);
    expect(fieldNames('fields=address.zip')).toEqual(['address.zip']);
  });

  it('knows only the fields of its representation', () => {
    expect(problems('fields=extra')).toMatchObject([{ parameter: 'fields', code: 'LA106' }]);
    expect(item('fields=extra', '1').fields.map(({ name }) => name)).toEqual(['extra']);
  });

  it('cannot be empty', () => {
    expect(problems('fields=')).toMatchObject([{ code: 'LA106' }]);
  });
});

describe('search', () => {
  /** The words that a search looks for, out of its condition. */
  const words = (query: string): unknown[] =>
    [...JSON.stringify(list(query).filter).matchAll(/"operator":"icontains","value":"([^"]*)"/g)].map(
      ([, word]) => word,
    );

  it('is split into its words', () => {
    expect(words('search=war++and%09peace+war')).toEqual(['war', 'and', 'peace']);
    expect(list('search=').filter).toBeUndefined();
  });

  it('holds its limits', () => {
    expect(words(`search=${'a'.repeat(1024)}`)).toHaveLength(1);
    expect(problems(`search=${'a'.repeat(1025)}`)).toMatchObject([{ parameter: 'search', code: 'LA105' }]);
    expect(words(`search=${numbered('word', 32, '+')}`)).toHaveLength(32);
    expect(problems(`search=${numbered('word', 33, '+')}`)).toMatchObject([{ code: 'LA105' }]);
    expect(problems('search=a%00')).toMatchObject([{ code: 'LA103' }]);
  });

  it('is an unknown name where nothing is searched', () => {
    const silent = compileParameterTable(makeResource({ searchFields: [] }));
    expect(problemsOf(() => FLAT_DIALECT.parseList(silent, 'search=x'))).toMatchObject([{ code: 'LA101' }]);
  });
});

describe('the parameters that links repeat', () => {
  it('leave the page out and ask the same question again', () => {
    const question = list('title__in=a%2Cb,c&page=2&ordering=-price,id&count=none&title__contains=x+y&title__eq=z');
    expect(question.parameters).toEqual([
      ['title__in', 'a,b'],
      ['title__in', 'c'],
      ['ordering', '-price'],
      ['ordering', 'id'],
      ['count', 'none'],
      ['title__contains', 'x y'],
      ['title', 'z'],
    ]);
    const again = list(writeQueryText(question.parameters));
    expect(again).toEqual({ ...question, page: 1 });
  });
});

describe('one item', () => {
  it('is asked for by its key', () => {
    expect(item('', '7')).toEqual(itemQuestion([7], table.itemSelection.fields));
  });

  it.each([
    ['2147483648'],
    ['99999999999999999999'],
    ['1e20'],
    ['-1'],
    ['0'],
    ['1.5'],
    ['abc'],
    [''],
    ['__proto__'],
    ['1\0'],
  ])('is not found by looking with a malformed key: %j', (text) => {
    const error = errorOf(() => item('', text));
    expect(error).toMatchObject({ code: 'LA103', status: 400 });
    expect(error.errors).toMatchObject([{ parameter: 'id', code: 'LA103' }]);
  });

  it('has a key of several parts, each told when it is wrong', () => {
    const key = [ID, TITLE];
    const composite = compileParameterTable(makeResource({ key }));
    expect(FLAT_DIALECT.parseItem(composite, '', ['1', 'a/b']).key).toEqual([1, 'a/b']);
    const wrong = problemsOf(() => FLAT_DIALECT.parseItem(composite, '', ['x', 'a'.repeat(21)]));
    expect(wrong.map(({ parameter }) => parameter)).toEqual(['id', 'title']);
  });

  it('understands fields and nothing else', () => {
    expect(item('fields=id', '1').fields).toEqual([ID]);
    expect(problemsOf(() => item('page=1&title=x', '1'))).toMatchObject([{ code: 'LA101' }, { code: 'LA101' }]);
  });

  it('tells the problems of key and query together', () => {
    expect(errorOf(() => item('fields=nope', 'x'))).toMatchObject({
      code: 'LA100',
      errors: [{ code: 'LA103' }, { code: 'LA106' }],
    });
    expect(errorOf(() => item('fields=id', 'x')).code).toBe('LA103');
  });
});

describe('a route without parameters', () => {
  it('takes none, and tells every one that it got', () => {
    expect(() => FLAT_DIALECT.parseNothing(table, '')).not.toThrow();
    expect(problemsOf(() => FLAT_DIALECT.parseNothing(table, 'title=x&page=1'))).toEqual([
      { parameter: 'title', code: 'LA101', detail: 'No such parameter.' },
      { parameter: 'page', code: 'LA101', detail: 'No such parameter.' },
    ]);
  });
});

describe('any text at all', () => {
  const letters = '&=,%+-._[]{}"\\\0\ud800é😀 1290azZ';
  const words = [...table.parameters.map(({ name }) => name), '%00', '%FF', '__gte', '__proto__', 'true', '2024-01-01'];

  it('is a question or a LightApiError with status 400', () => {
    const next = numbersFrom(20240531);
    const pieces = [...letters.split(''), ...words];
    const texts = Array.from({ length: 5000 }, () =>
      Array.from({ length: next(12) }, () => pieces[next(pieces.length)]).join(next(2) === 0 ? '' : '='),
    );
    const strays = texts.filter((text) => !isAnswered(() => list(text)) || !isAnswered(() => parseOne(text)));
    expect(strays).toEqual([]);
  });

  const parseOne = (text: string) => FLAT_DIALECT.parseItem(table, text, [text]);
});

/** Whether the call returns, or throws the error that becomes a 400. */
function isAnswered(call: () => unknown): boolean {
  try {
    call();
    return true;
  } catch (error) {
    return error instanceof LightApiError && error.status === 400;
  }
}

/** Mulberry32: the same integers from 0 to below `limit` for the same seed. */
function numbersFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}
