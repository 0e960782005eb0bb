import type { ParsedBody } from '../../../lib/payload/parsed-body.js';
import { describe, expect, it } from 'vitest';
import { LightApiError } from '../../../lib/common/light-api.error.js';
import { field, ID, parserOf, problemsOf, refusal, sent } from './fixture.js';

const FIELDS = [
  ID,
  field('title', { length: 200 }),
  field('pages', { type: 'int', minimum: 0, maximum: 2147483647, optional: true }),
  field('subtitle', { nullable: true }),
  field('publishedAt', { type: 'datetime', nullable: true }),
  field('password', { readable: false, optional: true }),
  field('isbn', { updatable: false }),
  field('address.city', { nullable: true }),
  field('address.zip', { type: 'int', nullable: true }),
  field('address.geo.latitude', { type: 'float', nullable: true }),
];
const COMPLETE = { title: 'Emma', isbn: '978' };

describe('the payload parser', () => {
  const parser = parserOf(FIELDS);

  it('answers at once with typed values by field name, in an object without a prototype', () => {
    const parsed = parser.parse('create', {
      ...COMPLETE,
      publishedAt: '2024-05-31T12:30:00Z',
      address: { city: 'Bath', geo: { latitude: 51.4 } },
    });
    expect(parsed).not.toBeInstanceOf(Promise);
    const { payload } = parsed as ParsedBody;
    expect(Object.getPrototypeOf(payload)).toBeNull();
    expect({ ...payload }).toEqual({
      title: 'Emma',
      isbn: '978',
      publishedAt: new Date('2024-05-31T12:30:00Z'),
      'address.city': 'Bath',
      'address.geo.latitude': 51.4,
    });
  });

  it.each([[undefined], [null], ['text'], [1], [[]], [[{ title: 'x' }]]])(
    'refuses %j: a body is an object',
    async (body) => {
      const error = await refusal(() => parser.parse('create', body));
      expect(error).toMatchObject({
        code: 'LA200',
        status: 400,
        errors: [{ pointer: '', code: 'LA200', detail: 'The body must be a JSON object.' }],
      });
    },
  );

  it('reports all problems at once, each with its pointer, in the order of the body', async () => {
    const body = { titel: 'x', pages: -1, id: 7, subtitle: 3, address: { city: 1, geo: 'here', street: 'x' } };
    const error = await refusal(() => parser.parse('create', body));
    expect(error.detail).toBe('The body has 9 problems.');
    expect(error.errors.map(({ pointer, code, detail }) => `${pointer} ${code} ${detail}`)).toEqual([
      '/titel LA201 No such field. Did you mean "title"?',
      '/pages LA203 Must be an integer from 0 to 2147483647.',
      '/id LA205 Can be read but not written.',
      '/subtitle LA202 Must be text.',
      '/address/city LA202 Must be text.',
      '/address/geo LA202 Must be an object.',
      '/address/street LA201 No such field.',
      '/title LA204 Is required.',
      '/isbn LA204 Is required.',
    ]);
  });

  it('never repeats a value', async () => {
    const secret = 'correct-horse-battery';
    const body = {
      ...COMPLETE,
      title: { secret },
      pages: secret,
      publishedAt: secret,
      address: secret,
      password: [secret],
    };
    const error = await refusal(() => parser.parse('create', body));
    expect(JSON.stringify([error.detail, error.errors, error.hint])).not.toContain(secret);
  });

  it('gives a field that does not exist and a hidden one the same words, and never suggests what cannot be written', async () => {
    const error = await refusal(() => parser.parse('update', { passwordHash: 'x', secretHash: 'x', idd: 1 }));
    expect(error.errors.map(({ detail }) => detail)).toEqual([
      'No such field. Did you mean "password"?',
      'No such field.',
      'No such field.',
    ]);
  });

  it('does not repeat a key of unreasonable length', async () => {
    const error = await refusal(() => parser.parse('update', { ['k'.repeat(5000)]: 1 }));
    expect(error.errors).toEqual([
      { pointer: '', code: 'LA201', detail: 'A key of more than 64 characters is no field.' },
    ]);
  });

  it('escapes keys in pointers', async () => {
    expect(await problemsOf(() => parser.parse('update', { 'a/b~c': 1 }))).toEqual(['/a~1b~0c LA201']);
  });

  it('does not take names from the prototype of anything', async () => {
    expect(await problemsOf(() => parser.parse('update', { toString: 1, hasOwnProperty: 1 }))).toEqual([
      '/toString LA201',
      '/hasOwnProperty LA201',
    ]);
  });

  it('reads dotted keys as unknown: embedded fields are nested', async () => {
    expect(await problemsOf(() => parser.parse('update', { 'address.city': 'Bath' }))).toEqual(['/address.city LA201']);
  });

  it('lists at most maxErrors problems and counts the rest', async () => {
    const body = Object.fromEntries(Array.from({ length: 70_000 }, (_, index) => [`k${index}`, 1]));
    const error = await refusal(() => parser.parse('update', body));
    expect(error.errors).toHaveLength(20);
    expect(error.detail).toBe('The body has 70000 problems. 69980 of them are not listed.');
  });

  it('answers with the status that the resource asks for, but a body that is no object stays 400', async () => {
    const strict = parserOf(FIELDS, undefined, { validationStatus: 422 });
    expect((await refusal(() => strict.parse('create', { title: 1 }))).status).toBe(422);
    expect((await refusal(() => strict.parse('create', []))).status).toBe(400);
  });

  it('refuses computed fields as read-only', async () => {
    const computed = parserOf(FIELDS, undefined, {
      representation: { read: [], list: [], computed: [{ name: 'label', property: 'label', type: 'string' }] },
    });
    expect(await problemsOf(() => computed.parse('update', { label: 'x' }))).toEqual(['/label LA205']);
  });

  describe('by operation', () => {
    it('requires on create what has neither a default nor a null', async () => {
      expect(await problemsOf(() => parser.parse('create', {}))).toEqual(['/title LA204', '/isbn LA204']);
    });

    it('requires on replace what may be replaced', async () => {
      expect(await problemsOf(() => parser.parse('replace', {}))).toEqual(['/title LA204']);
    });

    it('requires nothing on update: absent is not null', async () => {
      expect(await sent(parser.parse('update', {}))).toEqual({});
      expect(await sent(parser.parse('update', { subtitle: null }))).toEqual({ subtitle: null });
    });

    it('refuses fields that only a create may set', async () => {
      expect(await problemsOf(() => parser.parse('update', { isbn: '979' }))).toEqual(['/isbn LA205']);
    });

    it('refuses null where the column is not nullable', async () => {
      expect(await problemsOf(() => parser.parse('update', { title: null }))).toEqual(['/title LA204']);
    });

    it('merges embedded objects and leaves out what was not sent', async () => {
      expect(await sent(parser.parse('update', { address: { zip: null, geo: {} } }))).toEqual({
        'address.zip': null,
      });
    });

    it('reads null for an embedded object as null in each of its fields', async () => {
      expect(await sent(parser.parse('update', { address: null }))).toEqual({
        'address.city': null,
        'address.zip': null,
        'address.geo.latitude': null,
      });
    });

    it('names the fields that keep an embedded object from being null', async () => {
      const strict = parserOf([ID, field('address.city'), field('address.zip', { nullable: true })]);
      const error = await refusal(() => strict.parse('create', { address: null }));
      expect(error.errors).toEqual([
        { pointer: '/address', code: 'LA204', detail: 'May not be null: "address.city" may not be null.' },
      ]);
      expect(await problemsOf(() => strict.parse('create', { address: {} }))).toEqual(['/address/city LA204']);
    });
  });

  describe('with a rule over several fields', () => {
    const seen: unknown[] = [];
    const fields = [
      field('startsOn', { type: 'date', name: 'starts_on', path: ['starts_on'], property: 'startsOn' }),
      field('end', { type: 'date' }),
      field('authorId', { type: 'int', property: 'author.id', optional: true }),
    ];
    const ranged = parserOf(fields, undefined, {
      validate: (value, context) => {
        seen.push(value, context);
        if (String(value['end']) < String(value['startsOn']))
          return [{ field: 'starts_on', message: 'must not be after the end' }, { message: 'turn it round' }];
        return undefined;
      },
    });

    it('sees values by the names of the entity, and turns problems into pointers', async () => {
      const error = await refusal(() =>
        ranged.parse('create', { starts_on: '2024-02-01', end: '2024-01-01', authorId: 3 }),
      );
      expect(seen).toEqual([{ startsOn: '2024-02-01', end: '2024-01-01', author: { id: 3 } }, { operation: 'create' }]);
      expect(error.errors).toEqual([
        { pointer: '/starts_on', code: 'LA210', detail: 'must not be after the end' },
        { pointer: '', code: 'LA210', detail: 'turn it round' },
      ]);
    });

    it('does not run on a body that has problems already', async () => {
      seen.length = 0;
      await refusal(() => ranged.parse('create', { starts_on: 'soon', end: '2024-01-01' }));
      expect(seen).toEqual([]);
    });

    it('may be asynchronous', async () => {
      const slow = parserOf(fields, undefined, {
        validate: () => Promise.resolve([{ field: 'end', message: 'is taken' }]),
      });
      expect(await problemsOf(() => slow.parse('update', { end: '2024-01-01' }))).toEqual(['/end LA210']);
      const fine = parserOf(fields, undefined, { validate: () => Promise.resolve() });
      expect(await sent(fine.parse('update', { end: '2024-01-01' }))).toEqual({ end: '2024-01-01' });
    });

    it('passes on what it throws', async () => {
      const conflict = new LightApiError('LA401', 'Taken.');
      const throwing = parserOf(fields, undefined, {
        validate: () => {
          throw conflict;
        },
      });
      expect(await refusal(() => throwing.parse('update', {}))).toBe(conflict);
      const failing = parserOf(fields, undefined, { validate: () => Promise.reject(new TypeError('broken')) });
      await expect(failing.parse('update', {})).rejects.toThrow(TypeError);
    });
  });
});
