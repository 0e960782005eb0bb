import { describe, expect, it } from 'vitest';
import { storeModule } from './fixtures/reflected/store.js';
import { walkApi } from './fixtures/reflected/walk-api.js';
import { describeApi, type Api } from './harness/describe-api.js';

/** Lists of the store, with the number of their rows. */
const LISTS = {
  '/categories': 3,
  '/countries': 3,
  '/customers': 2,
  '/import-logs': 2,
  '/lines': 3,
  '/open-orders': 1,
  '/orders': 2,
  '/products': 3,
  '/revenues': 2,
  '/shipments': 1,
  '/stock-levels': 3,
  '/supplier-prices': 3,
  '/suppliers': 2,
  '/tags': 2,
  '/warehouses': 2,
};

const KÄTHE = '7d0f0f6e-1d2c-4f52-9f8e-0c5a3f6c1a01';

/** A new row of each table that can be written, by its list: what is sent, what it has then, and a change. */
const ROWS: Readonly<Record<string, { readonly create: object; readonly made?: object; readonly change: object }>> = {
  '/categories': { create: { name: 'Coffee', parentId: 1 }, change: { parentId: null } },
  '/countries': { create: { code: 'FR', name: 'France' }, change: { name: 'République française' } },
  '/customers': {
    create: { eMail: 'zoë@example.org', lastName: "D'Arcy", straße: 'Größter Weg 1' },
    made: { country: 'DE', newsletter: false, firstName: null, createdAt: expect.any(String), id: expect.any(String) },
    change: { newsletter: true, firstName: 'Zoë' },
  },
  '/lines': {
    create: { orderId: 2, lineNo: 7, sku: 'TEA-01', quantity: 3, unitPrice: '1.10' },
    made: { total: '3.30' },
    change: { quantity: 1 },
  },
  '/orders': {
    create: { customerId: KÄTHE, group: 'A' },
    made: { state: 'new', note: null, placedAt: expect.any(String) },
    change: { state: "it's back" },
  },
  '/products': {
    create: { sku: 'a b/ü?', name: 'Odd', price: '2.00', attributes: { a: [1, null] }, größe: 'XL' },
    made: { vat: 19, gross: '2.38', discontinued: false, photo: null, modified: expect.any(String) },
    change: { vat: 7, discontinued: true },
  },
  '/shipments': {
    create: { orderId: 1, lineNo: 2, carrier: 'bike' },
    made: { tracking: null, id: expect.any(String) },
    change: { tracking: '1' },
  },
  '/stock-levels': {
    create: { warehouse: 'WRO', sku: 'TEA-01', onHand: 5 },
    made: { reserved: 0, free: 5 },
    change: { reserved: 5 },
  },
  '/supplier-prices': {
    create: { supplierId: 2, sku: 'TEA-01', price: '0.01' },
    made: { leadDays: 7 },
    change: { leadDays: 0 },
  },
  '/suppliers': { create: { name: 'Neu' }, made: { rating: null, since: null }, change: { since: '2024-02-29' } },
  '/tags': { create: { label: 'vegan' }, change: { label: 'halal' } },
  '/warehouses': { create: { code: 'BER', city: 'Berlin' }, change: { city: 'Cölln' } },
};

/** Fields that a client creates as the engine has them: keys of more than an int are texts. */
function asIn({ engine }: Api, body: object): object {
  return engine === 'sqlite' || !('orderId' in body) ? body : { ...body, orderId: String(body.orderId) };
}

function itemOf(api: Api, list: string, row: Readonly<Record<string, unknown>>): string {
  const path = Object.keys(api.document.paths).find(
    (other) => other.startsWith(`${list}/{`) && api.document.paths[other]!['patch'] !== undefined,
  )!;
  return path.replace(/\{([^}]+)\}/g, (_match, name: string) => encodeURIComponent(String(row[name])));
}

describeApi(
  'The sample from a database',
  { imports: (database) => [storeModule(database)], platforms: ['fastify'] },
  (api) => {
    it('answers every list, item, relation, filter and order of every table', { timeout: 120_000 }, async () => {
      const { lists, faults, barren, requests } = await walkApi(api);
      expect(faults).toEqual([]);
      expect(barren).toEqual([]);
      expect(lists).toEqual(LISTS);
      expect(requests).toBeGreaterThan(250);
    });

    describe('lets rows be created, read, changed, replaced and removed:', () => {
      it.each(Object.keys(ROWS))('%s', async (list) => {
        const { create, made = {}, change } = ROWS[list]!;
        const sent = asIn(api, create);
        const { body: row } = await api.agent.post(list).send(sent).expect(201);
        expect(row).toMatchObject({ ...sent, ...made });
        const item = itemOf(api, list, row);
        expect((await api.agent.get(item).expect(200)).body).toEqual(row);
        const { body: changed } = await api.agent.patch(item).send(change).expect(200);
        expect(changed).toMatchObject({ ...sent, ...change });
        const replacement = Object.fromEntries(Object.entries(sent).filter(([name]) => !isKeyOf(api, list, name)));
        expect((await api.agent.put(item).send(replacement).expect(200)).body).toMatchObject(sent);
        await api.agent.delete(item).expect(204);
        await api.agent.get(item).expect(404);
      });
    });

    it('refuses what the tables refuse, and never by a fault of the server', async () => {
      const statusOf = async (path: string, body: object): Promise<number> =>
        (await api.agent.post(path).send(asIn(api, body))).status;
      expect(await statusOf('/suppliers', { name: 'Teehaus' })).toBe(409);
      expect(await statusOf('/countries', { code: 'DEU', name: 'x' })).toBe(400);
      expect(await statusOf('/orders', { customerId: KÄTHE, state: 'lost' })).toBe(400);
      expect(await statusOf('/products', { sku: 'x', name: 'x', gross: '1.00' })).toBe(400);
      expect(await statusOf('/lines', { orderId: 1, lineNo: 9, sku: 'none', quantity: 1, unitPrice: '1.00' })).toBe(
        409,
      );
      for (const [path, body] of [
        ['/lines', { orderId: 1, lineNo: 9, sku: 'TEA-01', quantity: 0, unitPrice: '1.00' }],
        ['/suppliers', { name: 'x', rating: 6 }],
        ['/products', { sku: 'x', name: 'x', price: '-1.00' }],
        ['/stock-levels', { warehouse: 'WRO', sku: 'TEA-01', onHand: 1, reserved: 2 }],
        ['/shipments', { orderId: 1, lineNo: 1, carrier: 'pigeon' }],
      ] as const) {
        expect([path, Math.floor((await statusOf(path, body)) / 100)]).toEqual([path, 4]);
      }
    });

    it('only reads what has no key, and views', async () => {
      for (const path of ['/import-logs', '/open-orders', '/revenues']) await api.agent.post(path).send({}).expect(405);
      expect((await api.agent.get('/import-logs/2024-05-02.csv/2')).body).toMatchObject({ message: /took 0/ });
      expect((await api.agent.get('/revenues')).body).toMatchObject({
        results: [
          { month: '2024-06', revenue: expect.stringMatching(/^20\.70?$/) },
          { month: '2024-05', revenue: expect.stringMatching(/^14(?:\.00)?$/) },
        ],
      });
    });

    it('keeps to itself what the file hides or leaves out', async () => {
      const text = JSON.stringify([api.document, (await api.agent.get('/customers')).body]);
      expect(text).not.toMatch(/password|staff|argon2/i);
      expect(Object.keys(api.document.paths).filter((path) => /scratch|staff|product-?tags/i.test(path))).toEqual([]);
    });

    it('tells containers that it is ready', async () => {
      const answer = await fetch(`${api.url}/health/ready`);
      expect([answer.status, await answer.json()]).toMatchObject([200, { details: { database: { status: 'up' } } }]);
    });

    it('documents every table, with the comments of the database', () => {
      const documented = Object.keys(api.document.paths).filter((path) => !/\{|\/search$/.test(path));
      expect(documented.toSorted()).toEqual(Object.keys(LISTS));
      const text = JSON.stringify(api.document);
      // SQLite has no comments.
      expect(text.includes('Where the bill goes.')).toBe(api.engine !== 'sqlite');
      expect(text.includes('Who has bought something, or wants to.')).toBe(api.engine !== 'sqlite');
    });
  },
);

function isKeyOf(api: Api, list: string, field: string): boolean {
  return Object.keys(api.document.paths).some((path) => path.startsWith(`${list}/{`) && path.includes(`{${field}}`));
}
