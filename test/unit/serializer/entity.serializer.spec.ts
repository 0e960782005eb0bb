import { Expose, Transform } from 'class-transformer';
import { describe, expect, it } from 'vitest';
import type { Field, FieldType } from '../../../lib/resource/field.js';
import type { Representation } from '../../../lib/resource/resource.js';
import { createEntitySerializer } from '../../../lib/serializer/entity.serializer.js';

function field(name: string, type: FieldType, more: Partial<Field> = {}): Field {
  return {
    name,
    path: name.split('.'),
    property: name,
    type,
    isArray: false,
    role: 'plain',
    nullable: true,
    optional: true,
    readable: true,
    creatable: true,
    updatable: true,
    operators: [],
    sortable: true,
    unique: false,
    ...more,
  };
}

function whole(fields: readonly Field[], more: Partial<Representation> = {}): Representation {
  return { read: fields, list: fields, computed: [], ...more };
}

function textOf(fields: readonly Field[], entity: object): string {
  return createEntitySerializer(fields, whole(fields)).write(entity).text;
}

describe('createEntitySerializer', () => {
  it.each<[string, Field, unknown, string]>([
    [
      'an instant in UTC with milliseconds',
      field('x', 'datetime'),
      new Date('2024-02-29T12:00:00.5+02:00'),
      '"2024-02-29T10:00:00.500Z"',
    ],
    ['an instant that does not exist as null', field('x', 'datetime'), new Date(Number.NaN), 'null'],
    ['a bigint as text', field('x', 'bigint'), 9007199254740993n, '"9007199254740993"'],
    ['a bigint that is a number as text', field('x', 'bigint'), 42, '"42"'],
    ['a decimal with all digits of its scale', field('x', 'decimal', { scale: 2 }), 12.5, '"12.50"'],
    ['a whole decimal with all digits of its scale', field('x', 'decimal', { scale: 2 }), '-12', '"-12.00"'],
    ['a decimal that has its digits as it is', field('x', 'decimal', { scale: 2 }), '12.50', '"12.50"'],
    ['a decimal without digits after the point as it is', field('x', 'decimal', { scale: 0 }), 7, '"7"'],
    ['a tiny decimal without an exponent', field('x', 'decimal', { scale: 8 }), 1e-7, '"0.00000010"'],
    ['a huge decimal without an exponent', field('x', 'decimal'), 1e21, '"1000000000000000000000"'],
    ['a day as text', field('x', 'date'), '2024-02-29', '"2024-02-29"'],
    ['a day that is a Date as text', field('x', 'date'), new Date(2024, 1, 29), '"2024-02-29"'],
    ['a time as text', field('x', 'time'), '10:00:00', '"10:00:00"'],
    ['bytes in base64', field('x', 'binary'), Buffer.from([0, 255]), '"AP8="'],
    ['a list', field('x', 'string', { isArray: true }), ['a', 'b,c'], '["a","b,c"]'],
    ['an empty list', field('x', 'string', { isArray: true }), [], '[]'],
    [
      'a list of instants',
      field('x', 'datetime', { isArray: true }),
      [new Date(0), null],
      '["1970-01-01T00:00:00.000Z",null]',
    ],
    ['a boolean that is a number', field('x', 'boolean'), 1, 'true'],
    ['a number that is text', field('x', 'int'), '7', '7'],
    ['an infinity as null', field('x', 'float'), Number.POSITIVE_INFINITY, 'null'],
    [
      'a uuid in lower case',
      field('x', 'uuid'),
      'ABCDEF00-0000-4000-8000-000000000000',
      '"abcdef00-0000-4000-8000-000000000000"',
    ],
    ['json as it is', field('x', 'json'), { b: [1, { a: null }] }, '{"b":[1,{"a":null}]}'],
    ['null', field('x', 'string'), null, 'null'],
    ['an absent value as null', field('x', 'string'), undefined, 'null'],
    ['text with quotes and line separators', field('x', 'string'), 'a"\u2028\n', JSON.stringify('a"\u2028\n')],
  ])('writes %s', (_what, definition, value, expected) => {
    expect(textOf([definition], { x: value })).toBe(`{"x":${expected}}`);
  });

  it('nests embedded columns and reads a bare join column through its property path', () => {
    const fields = [
      field('address.city', 'string'),
      field('authorId', 'int', { property: 'author.id' }),
      field('address.zip', 'string'),
    ];
    expect(textOf(fields, { address: { city: 'Bern', zip: '3000' }, author: { id: 7, name: 'x' } })).toBe(
      '{"address":{"city":"Bern","zip":"3000"},"authorId":7}',
    );
    expect(textOf(fields, { address: null })).toBe('{"address":{"city":null,"zip":null},"authorId":null}');
  });

  it('prefers the values of columns, so that a lazy relation is not loaded', () => {
    const fields = [field('authorId', 'int', { property: 'author.id' })];
    const entity = {
      get author(): never {
        throw new Error('loaded');
      },
    };
    const serializer = createEntitySerializer(fields, whole(fields));
    expect(serializer.write(entity, { 'author.id': 7 }).text).toBe('{"authorId":7}');
  });

  it('never writes a property that is not in the list', () => {
    expect(textOf([field('id', 'int')], { id: 1, passwordHash: 'x', toJSON: () => ({ passwordHash: 'x' }) })).toBe(
      '{"id":1}',
    );
  });

  it('keeps the names of Object.prototype ordinary', () => {
    expect(textOf([field('__proto__', 'string'), field('constructor', 'string')], { constructor: 'c' })).toContain(
      '"constructor":"c"',
    );
  });

  it('appends computed fields to a whole representation, but not to selected fields', () => {
    class Book {
      id = 1;
      title = 'Emma';
      get label(): string {
        return `${this.title}!`;
      }
    }
    const fields = [field('id', 'int'), field('title', 'string')];
    const representation = whole(fields, { computed: [{ name: 'label', property: 'label', type: 'string' }] });
    expect(createEntitySerializer(fields, representation).write(new Book()).text).toBe(
      '{"id":1,"title":"Emma","label":"Emma!"}',
    );
    expect(createEntitySerializer([fields[1]!], representation).write(new Book()).text).toBe('{"title":"Emma"}');
  });

  it('writes lists', () => {
    const fields = [field('id', 'int')];
    const serializer = createEntitySerializer(fields, whole(fields));
    expect(serializer.writeList([{ id: 1 }, {}], [{}, { id: 2 }]).text).toBe('[{"id":1},{"id":2}]');
    expect(serializer.writeList([]).text).toBe('[]');
  });

  describe('with a view class', () => {
    class BookView {
      @Expose() id: number;
      @Expose({ name: 'title' }) @Transform(({ value }) => String(value).toUpperCase()) heading: string;
      @Expose() cover: Buffer;
    }
    const fields = [field('id', 'int'), field('heading', 'string')];
    const book = { id: 1, title: 'Emma', cover: Buffer.from([1]), passwordHash: 'x' };

    it('writes what the class exposes, and nothing else', () => {
      const serializer = createEntitySerializer(fields, whole(fields, { view: BookView }));
      expect(JSON.parse(serializer.write(book).text)).toEqual({ id: 1, title: 'EMMA', cover: 'AQ==' });
    });

    it('keeps to the fields that were selected', () => {
      const serializer = createEntitySerializer([fields[0]!], whole(fields, { view: BookView }));
      expect(serializer.write(book).text).toBe('{"id":1}');
    });
  });
});
