import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Country } from '../entities/country.js';
import { OrderItem } from '../entities/order-item.js';
import { Shipment } from '../entities/shipment.js';
import { Ticket } from '../entities/ticket.js';
import { created } from './fixtures/rows.js';
import { describeApi } from './harness/describe-api.js';

interface Kind {
  readonly kind: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Where the new row lives, below `path`. */
  readonly location: RegExp;
  /** A change that leaves the key alone, and a body that replaces the row. */
  readonly change: Readonly<Record<string, unknown>>;
  readonly replacement: Readonly<Record<string, unknown>>;
  /** A key of the right form that no row has. */
  readonly absent: string;
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const GREAT = '9007199254740993';

const KINDS: readonly Kind[] = [
  {
    kind: 'int',
    path: '/authors',
    body: { name: 'Ursula', bornOn: '1929-10-21' },
    location: /^\/authors\/1$/,
    change: { bornOn: null },
    replacement: { name: 'Octavia' },
    absent: '/2147483647',
  },
  {
    kind: 'bigint',
    path: '/shipments',
    body: { number: GREAT, contents: 'books' },
    location: /^\/shipments\/9007199254740993$/,
    change: { contents: 'pens' },
    replacement: { contents: 'ink' },
    absent: '/9007199254740992',
  },
  {
    kind: 'uuid',
    path: '/tickets',
    body: { subject: 'Broken lamp' },
    location: new RegExp(`^/tickets/${UUID}$`),
    change: { subject: 'Mended lamp' },
    replacement: { subject: 'New lamp', reference: '0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b1' },
    absent: '/00000000-0000-0000-0000-000000000000',
  },
  {
    kind: 'text',
    path: '/countries',
    body: { code: 'CH', name: 'Switzerland' },
    location: /^\/countries\/CH$/,
    change: { name: 'Schweiz' },
    replacement: { name: 'Suisse' },
    absent: '/XX',
  },
  {
    kind: 'composite',
    path: '/order-items',
    body: { orderId: 7, productId: GREAT, quantity: 2, note: 'gift' },
    location: /^\/order-items\/7\/9007199254740993$/,
    change: { quantity: 3 },
    replacement: { quantity: 4 },
    absent: '/7/9007199254740992',
  },
];

/** Keys of text that say nothing to a database and much to a URL. */
const TEXTS = [
  'two words',
  'a/b',
  '/',
  '//',
  'Österreich ü',
  '🇨🇭🦄',
  '100%',
  '%2F',
  'a?b=c&d',
  '#1',
  'a+b',
  ':id',
  '*',
  '(x)',
  "O'Neill",
  '"quoted"',
  'back\\slash',
  'semi;colon',
  '-',
  '~._',
  '{0}',
  '$1',
  '漢字',
  '__proto__',
  'constructor',
  'é',
  "'; --",
];

const MALFORMED: readonly (readonly [path: string, keys: readonly string[]])[] = [
  [
    '/authors',
    [
      'abc',
      '1.5',
      '1e3',
      '1e20',
      '0x1',
      '+1',
      '%201',
      '1%20',
      '1,2',
      'NaN',
      'Infinity',
      'null',
      'true',
      '--1',
      '2147483648',
      '-2147483649',
      '99999999999999999999',
      '9'.repeat(90),
      '%EF%BC%91',
      "1'",
      '1;',
      '1%00',
      '{}',
    ],
  ],
  ['/shipments', ['abc', '1.0', '1e3', '9223372036854775808', '-9223372036854775809', '9'.repeat(90), '0x1', '%201']],
  [
    '/tickets',
    [
      '1',
      'abc',
      '0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b',
      '0190a4b27c3d7e4f8a5b6c7d8e9fa0b1',
      '%7B0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b1%7D',
      'g190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b1',
    ],
  ],
  ['/countries', ['x'.repeat(41), 'a%00b', '%EF%BF%BF'.repeat(41)]],
  ['/order-items', ['1/abc', 'abc/1', '1.5/1', '2147483648/1', '1/9223372036854775808', '%201/1', '1/%00']],
];

describeApi(
  'a key',
  {
    imports: (database) => [
      LightApiModule.forRoot({ database, entities: [Author, Shipment, Ticket, Country, OrderItem] }),
    ],
  },
  (api) => {
    beforeEach(() => api.reset());

    describe.each(KINDS)('of kind $kind', ({ path, body, location, change, replacement, absent }) => {
      it('is where the Location of a new row leads', async () => {
        const answer = await api.agent.post(path).send(body).expect(201);
        expect(answer.headers.location).toMatch(location);
        expect(answer.body).toMatchObject(body);
        await api.agent.get(answer.headers.location!).expect(200, answer.body);
      });

      it('addresses the row in every operation, and no other row', async () => {
        const { headers } = await api.agent.post(path).send(body).expect(201);
        const place = headers.location!;
        await api.agent
          .patch(place)
          .send(change)
          .expect(200)
          .expect((answer) => expect(answer.body).toMatchObject({ ...body, ...change }));
        const replaced = await api.agent.put(place).send(replacement).expect(200);
        expect(replaced.body).toMatchObject(replacement);
        await api.agent.get(place).expect(200, replaced.body);
        await api.agent.head(place).expect(200);
        await api.agent.delete(path + absent).expect(404);
        await api.agent.get(place).expect(200);
        await api.agent.delete(place).expect(204);
        await api.agent.get(place).expect(404);
        await api.agent.delete(place).expect(404);
      });

      it('answers 404 where no row has it, and never creates one', async () => {
        for (const answer of [
          await api.agent.get(path + absent),
          await api.agent.patch(path + absent).send(change),
          await api.agent.put(path + absent).send(replacement),
          await api.agent.delete(path + absent),
        ]) {
          expect(answer.status).toBe(404);
          expect(answer.body).toMatchObject({ status: 404, code: 'LA400' });
        }
        await api.agent.get(path).expect(({ body: page }) => expect(page.count).toBe(0));
      });
    });

    it.each(MALFORMED)('below %s answers 400 where it is malformed or out of range', async (path, keys) => {
      for (const key of keys) {
        for (const method of ['get', 'delete', 'patch', 'put'] as const) {
          const answer = await api.agent[method](`${path}/${key}`).send(method[0] === 'p' ? {} : undefined);
          expect({ key, method, status: answer.status }).toEqual({ key, method, status: 400 });
          expect((answer.body as { errors: unknown[] }).errors.length).toBeGreaterThan(0);
        }
      }
    });

    it('that is malformed is not repeated in the answer', async () => {
      for (const path of ['/authors/', '/shipments/', '/tickets/', '/order-items/1/']) {
        const answer = await api.agent.get(`${path}%3Cscript%3Ekilroy`).expect(400);
        expect(answer.text).not.toMatch(/script|kilroy/);
      }
    });

    it('of several columns names each that is malformed', async () => {
      const answer = await api.agent.get('/order-items/abc/1.5').expect(400);
      expect(answer.body).toMatchObject({ code: 'LA103' });
      expect((answer.body.errors as { parameter: string }[]).map(({ parameter }) => parameter)).toEqual([
        'orderId',
        'productId',
      ]);
    });

    it('of several columns needs all of them', async () => {
      await created(api, '/order-items', { orderId: 1, productId: '2', quantity: 3 });
      await api.agent.get('/order-items/1').expect(404);
      await api.agent.get('/order-items/1/2/3').expect(404);
      await api.agent.get('/order-items/2/1').expect(404);
      await api.agent.get('/order-items/1/2').expect(200);
    });

    it('of several columns tells rows apart by each of them', async () => {
      for (const [orderId, productId] of [
        [1, '1'],
        [1, '2'],
        [2, '1'],
      ]) {
        await created(api, '/order-items', { orderId, productId, quantity: 1 });
      }
      await api.agent.patch('/order-items/1/2').send({ quantity: 9 }).expect(200);
      await api.agent.delete('/order-items/2/1').expect(204);
      const { body } = await api.agent.get('/order-items').expect(200);
      expect(body.results).toEqual([
        { orderId: 1, productId: '1', quantity: 1, note: null },
        { orderId: 1, productId: '2', quantity: 9, note: null },
      ]);
    });

    it('may be negative where the column is signed', async () => {
      await created(api, '/order-items', { orderId: -1, productId: '-9223372036854775808', quantity: 1 });
      const answer = await api.agent.get('/order-items/-1/-9223372036854775808').expect(200);
      expect(answer.body).toMatchObject({ orderId: -1, productId: '-9223372036854775808' });
      await api.agent.get('/authors/-1').expect(404);
    });

    it('that is a uuid is found in either case', async () => {
      const { id } = await created(api, '/tickets', { subject: 'x' });
      const answer = await api.agent.get(`/tickets/${String(id).toUpperCase()}`).expect(200);
      expect(answer.body).toMatchObject({ id });
    });

    it.each(TEXTS)('of text %j is percent-encoded in its Location, and decoded once', async (code) => {
      await created(api, '/countries', { code: 'other', name: 'Other' });
      const answer = await api.agent.post('/countries').send({ code, name: 'One' }).expect(201);
      const place = answer.headers.location!;
      expect(place).toMatch(/^\/countries\/[A-Za-z0-9\-._~!*'()%]+$/);
      expect(decodeURIComponent(place.slice('/countries/'.length))).toBe(code);
      await api.agent.get(place).expect(200, { code, name: 'One' });
      await api.agent.patch(place).send({ name: 'Two' }).expect(200, { code, name: 'Two' });
      await api.agent.delete(place).expect(204);
      await api.agent.get('/countries').expect(({ body }) => expect(body.count).toBe(1));
    });

    it('of text may be as long as its column, in characters', async () => {
      const code = '🦄'.repeat(40);
      const answer = await api.agent.post('/countries').send({ code, name: 'Long' }).expect(201);
      await api.agent.get(answer.headers.location!).expect(200, { code, name: 'Long' });
    });

    it('of text may not be what a path cannot hold', async () => {
      for (const code of ['', '.', '..']) {
        const answer = await api.agent.post('/countries').send({ code, name: 'Nowhere' });
        expect({ code, status: answer.status }).toEqual({ code, status: 400 });
      }
    });

    it('with a broken percent-encoding is 400', async () => {
      for (const key of ['%', '%zz', '%E0%A4%A', '%ED%A0%80', '%C0%AF', '%FF']) {
        const answer = await fetch(`${api.url}/countries/${key}`);
        expect({ key, status: answer.status }).toEqual({ key, status: 400 });
      }
    });

    it('that exists answers 409 to POST, names its fields and leaves the row as it is', async () => {
      const rows = [
        ['/countries', { code: 'CH', name: 'Switzerland' }, { name: 'Thief' }, '/CH', ['/code']],
        ['/shipments', { number: GREAT, contents: 'books' }, { contents: 'nothing' }, `/${GREAT}`, ['/number']],
        [
          '/order-items',
          { orderId: 1, productId: '2', quantity: 3, note: 'mine' },
          { quantity: 0 },
          '/1/2',
          ['/orderId', '/productId'],
        ],
      ] as const;
      for (const [path, body, theft, key, pointers] of rows) {
        const original = await created(api, path, body);
        const answer = await api.agent
          .post(path)
          .send({ ...body, ...theft })
          .expect(409);
        expect(answer.body).toMatchObject({ code: 'LA401' });
        expect((answer.body.errors as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual(pointers);
        await api.agent.get(path + key).expect(200, original);
        await api.agent.get(path).expect(({ body: page }) => expect(page.count).toBe(1));
      }
    });

    it('that the database makes is not taken from a body', async () => {
      await created(api, '/authors', { name: 'First' });
      for (const [path, body] of [
        ['/authors', { id: 1, name: 'Thief' }],
        ['/tickets', { id: '0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b1', subject: 'x' }],
      ] as const) {
        const answer = await api.agent.post(path).send(body).expect(400);
        expect(answer.body.errors).toMatchObject([{ pointer: '/id', code: 'LA205' }]);
      }
      await api.agent.get('/authors/1').expect(({ body }) => expect(body).toMatchObject({ id: 1, name: 'First' }));
    });

    it('cannot be changed by PATCH or PUT', async () => {
      await created(api, '/authors', { name: 'First' });
      await created(api, '/countries', { code: 'CH', name: 'Switzerland' });
      await created(api, '/order-items', { orderId: 1, productId: '2', quantity: 3 });
      for (const [place, body, pointer] of [
        ['/authors/1', { id: 2, name: 'x' }, '/id'],
        ['/countries/CH', { code: 'DE', name: 'x' }, '/code'],
        ['/order-items/1/2', { orderId: 2, quantity: 1 }, '/orderId'],
        ['/order-items/1/2', { productId: '3', quantity: 1 }, '/productId'],
      ] as const) {
        for (const method of ['patch', 'put'] as const) {
          const before = await api.agent.get(place).expect(200);
          const answer = await api.agent[method](place).send(body).expect(400);
          expect(answer.body.errors).toMatchObject([{ pointer, code: 'LA205' }]);
          await api.agent.get(place).expect(200, before.body);
        }
      }
    });

    it('that is missing or NULL in a body is 400', async () => {
      for (const body of [
        { name: 'x' },
        { code: null, name: 'x' },
        { code: 5, name: 'x' },
        { code: ['CH'], name: 'x' },
      ]) {
        const answer = await api.agent.post('/countries').send(body).expect(400);
        expect(answer.body.errors).toMatchObject([{ pointer: '/code' }]);
      }
    });

    it('is documented with its type', () => {
      const parametersOf = (path: string) =>
        (api.document.paths[path]!['get'] as { parameters: { in: string; name: string; schema: object }[] }).parameters
          .filter((parameter) => parameter.in === 'path')
          .map(({ name, schema }) => [name, schema]);
      expect(parametersOf('/authors/{id}')).toEqual([['id', expect.objectContaining({ type: 'integer' })]]);
      expect(parametersOf('/tickets/{id}')).toEqual([
        ['id', expect.objectContaining({ type: 'string', format: 'uuid' })],
      ]);
      expect(parametersOf('/order-items/{orderId}/{productId}')).toEqual([
        ['orderId', expect.objectContaining({ type: 'integer' })],
        ['productId', expect.objectContaining({ type: 'string' })],
      ]);
    });
  },
);
