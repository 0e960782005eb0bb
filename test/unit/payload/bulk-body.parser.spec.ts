import { IsEmail } from 'class-validator';
import { describe, expect, it, vi } from 'vitest';
import type { Resource } from '../../../lib/resource/resource.js';
import type { BulkRequest } from '../../../lib/resource/bulk-request.js';
import { field, ID, parserOf, problemsOf, refusal } from './fixture.js';
import { ORDER, shopParser } from './shop.fixture.js';

const VERSION = field('version', {
  type: 'int',
  role: 'version',
  creatable: false,
  updatable: false,
  optional: true,
});
const FIELDS = [ID, field('title', { length: 20 }), field('pages', { type: 'int', optional: true }), VERSION];
const LIMITS = { maxItems: 1000, maxBytes: 1_000_000 };
const OPERATIONS = new Set(['create', 'update', 'remove', 'bulk'] as const);

function bulkParser(overrides: Partial<Resource> = {}, fields = FIELDS) {
  return parserOf(fields, undefined, { bulk: LIMITS, operations: OPERATIONS, ...overrides });
}

/** As plain objects. */
function plain(request: BulkRequest): unknown {
  return JSON.parse(JSON.stringify(request));
}

describe('a bulk body', () => {
  const parser = bulkParser();

  it('becomes creates, changes and removals in the order of its lists', async () => {
    const request = await parser.parseBulk({
      remove: [{ id: 9 }],
      create: [{ title: 'Emma' }, { title: 'Persuasion', pages: 249 }],
      update: [
        { id: 3, pages: 1 },
        { title: 'Sanditon', id: 2 },
      ],
    });
    expect(plain(request)).toEqual({
      creates: [{ title: 'Emma' }, { title: 'Persuasion', pages: 249 }],
      updates: [
        { key: [3], payload: { pages: 1 } },
        { key: [2], payload: { title: 'Sanditon' } },
      ],
      removes: [{ key: [9] }],
    });
    expect(Object.getPrototypeOf(request.creates[0])).toBeNull();
  });

  it('may be empty, in whole or in part', async () => {
    expect(plain(await parser.parseBulk({}))).toEqual({ creates: [], updates: [], removes: [] });
    expect(plain(await parser.parseBulk({ create: [], remove: [{ id: 1 }] }))).toEqual({
      creates: [],
      updates: [],
      removes: [{ key: [1] }],
    });
  });

  it.each([[undefined], [null], [[]], ['text'], [5]])('is an object and not %j', async (body) => {
    expect(await refusal(async () => parser.parseBulk(body))).toMatchObject({
      code: 'LA200',
      errors: [{ pointer: '', code: 'LA200', detail: 'The body must be a JSON object.' }],
    });
  });

  it('has lists of objects', async () => {
    expect(await problemsOf(() => parser.parseBulk({ create: {}, update: null, remove: 'all' }))).toEqual([
      '/create LA202',
      '/update LA202',
      '/remove LA202',
    ]);
    expect(await problemsOf(() => parser.parseBulk({ create: [1, null, [{ title: 'x' }]] }))).toEqual([
      '/create/0 LA202',
      '/create/1 LA202',
      '/create/2 LA202',
    ]);
  });

  it('has parts for operations that the resource exposes, and no others', async () => {
    const creating = bulkParser({ operations: new Set(['create', 'bulk']) });
    const error = await refusal(() => creating.parseBulk({ creat: [], update: [{ id: 1 }], __proto: [] }));
    expect(error.errors.map(({ pointer, code, detail }) => `${pointer} ${code} ${detail}`)).toEqual([
      '/creat LA201 No such field. Did you mean "create"?',
      '/update LA201 No such field.',
      '/__proto LA201 No such field.',
    ]);
  });

  it('tells all problems of all items at once, each with its pointer', async () => {
    const error = await refusal(() =>
      parser.parseBulk({
        create: [{ title: 'fine' }, { titel: 'x' }, { title: 'x', id: 4, version: 1 }],
        update: [{ id: 1, title: null }, { title: 'x' }, { id: '1' }],
        remove: [{ id: 0 }, { id: 5, title: 'x' }],
      }),
    );
    expect(error.detail).toBe('The body has 9 problems.');
    expect(error.errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/create/1/titel LA201',
      '/create/1/title LA204',
      '/create/2/id LA205',
      '/create/2/version LA205',
      '/update/0/title LA204',
      '/update/1/id LA204',
      '/update/2/id LA202',
      '/remove/0/id LA203',
      '/remove/1/title LA205',
    ]);
  });

  it('lists no more problems than an answer may have, and counts the rest', async () => {
    const error = await refusal(() => parser.parseBulk({ create: Array.from({ length: 500 }, () => ({ title: 1 })) }));
    expect(error.errors).toHaveLength(20);
    expect(error.detail).toBe('The body has 500 problems. 480 of them are not listed.');
  });

  it('has as many items as the resource allows, in all its parts together', async () => {
    const few = bulkParser({ bulk: { ...LIMITS, maxItems: 3 } });
    const create = [{ title: 'a' }, { title: 'b' }];
    expect((await few.parseBulk({ create, remove: [{ id: 1 }] })).creates).toHaveLength(2);
    expect(await refusal(() => few.parseBulk({ create, remove: [{ id: 1 }, { id: 'not even read' }] }))).toMatchObject({
      code: 'LA209',
      status: 400,
      errors: [{ pointer: '', code: 'LA209', detail: 'The body has more than 3 items.' }],
    });
  });

  it('answers with the status that the resource asks for', async () => {
    const strict = bulkParser({ validationStatus: 422 });
    expect((await refusal(() => strict.parseBulk({ create: [{}] }))).status).toBe(422);
  });

  describe('of rows that are locked by version', () => {
    it('carries the version of each', async () => {
      const optional = bulkParser({ version: VERSION, locking: 'optional' });
      const { updates, removes } = await optional.parseBulk({
        update: [{ id: 1, version: 4, title: 'x' }, { id: 2 }],
        remove: [{ id: 3, version: 7 }],
      });
      expect(updates.map(({ version }) => version)).toEqual(['4', undefined]);
      expect(removes).toEqual([{ key: [3], version: '7' }]);
    });

    it('has to, where the resource requires it', async () => {
      const required = bulkParser({ version: VERSION, locking: 'required' });
      expect(
        await problemsOf(() => required.parseBulk({ update: [{ id: 1 }], remove: [{ id: 2, version: '3' }] })),
      ).toEqual(['/update/0/version LA204', '/remove/0/version LA202']);
    });
  });

  it('names rows by all parts of a key, in the order of the key', async () => {
    const fields = [
      field('place.shelf', { role: 'key', type: 'bigint', updatable: false }),
      field('place.number', { role: 'key', type: 'int', updatable: false }),
      field('title'),
    ];
    const composite = bulkParser({ key: [fields[1]!, fields[0]!] }, fields);
    const { updates, removes } = await composite.parseBulk({
      update: [{ place: { shelf: '7', number: 1 }, title: 'x' }],
      remove: [{ place: { number: 2, shelf: 9 } }],
    });
    expect(updates[0]!.key).toEqual([1, '7']);
    expect(removes[0]!.key).toEqual([2, '9']);
    expect(
      await problemsOf(() => composite.parseBulk({ remove: [{ place: { number: 2 } }, { place: null }] })),
    ).toEqual(['/remove/0/place/shelf LA204', '/remove/1/place/shelf LA204', '/remove/1/place/number LA204']);
  });

  it('says one thing of a row', async () => {
    const body = { update: [{ id: 1 }, { id: 2 }, { id: 1 }], remove: [{ id: 2 }, { id: 3 }] };
    const error = await refusal(() => parser.parseBulk(body));
    expect(error.errors).toEqual([
      { pointer: '/update/2', code: 'LA210', detail: 'Names the same item as /update/0.' },
      { pointer: '/remove/0', code: 'LA210', detail: 'Names the same item as /update/1.' },
    ]);
  });

  it("runs the entity's own rules and the rule over several fields on each item", async () => {
    class Contact {
      @IsEmail() title: string;
    }
    const operations: string[] = [];
    const strict = parserOf(FIELDS, Contact, {
      bulk: LIMITS,
      operations: OPERATIONS,
      validate: (value, { operation }) => {
        operations.push(operation);
        return value['pages'] === 0 ? [{ field: 'pages', message: 'has none' }] : undefined;
      },
    });
    const body = {
      create: [{ title: 'a@example.org' }, { title: 'nobody' }, { title: 'b@example.org', pages: 0 }],
      update: [{ id: 1, pages: 0 }],
      remove: [{ id: 2 }],
    };
    expect(await problemsOf(() => strict.parseBulk(body))).toEqual([
      '/create/1/title LA210',
      '/create/2/pages LA210',
      '/update/0/pages LA210',
    ]);
    expect(operations).toEqual(['create', 'create', 'update']);
  });

  it('brings rows for relations as single bodies do', async () => {
    const order = shopParser({ ...ORDER, bulk: true }).parser;
    const body = {
      create: [{ code: 'A1', customer: { name: 'Emma', address: { city: 'Highbury' } }, lines: [{ line: 1 }] }],
      update: [{ id: 3, version: 1, watchers: [{ id: 5 }], lines: [] }],
    };
    expect(await problemsOf(() => order.parseBulk(body))).toEqual([
      '/create/0/lines/0/quantity LA204',
      '/update/0/lines LA205',
    ]);
  });

  it('lets others have their turn while it reads', async () => {
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 3));
    let turns = 0;
    const takeTurn = (): void => {
      turns++;
      waiting = setImmediate(takeTurn);
    };
    let waiting = setImmediate(takeTurn);
    const { creates } = await parser.parseBulk({ create: Array.from({ length: 30 }, () => ({ title: 'x' })) });
    clearImmediate(waiting);
    clock.mockRestore();
    expect(creates).toHaveLength(30);
    expect(turns).toBeGreaterThanOrEqual(9);
  });
});
