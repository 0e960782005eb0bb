import { BeforeInsert, Column, Entity, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { OrderItem } from '../entities/order-item.js';
import { Account, Ledger, Purse, Vault } from './fixtures/accounts.js';
import { created } from './fixtures/rows.js';
import { describeApi } from './harness/describe-api.js';
import { problemsOf, send, statuses } from './harness/parallel-client.js';
import { rounds } from './harness/rounds.js';

@Entity()
class Shelf {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column({ length: 20, unique: true }) name: string;
}

/** Refers to a shelf. */
@Entity()
class Tome {
  @PrimaryColumn({ length: 20 }) signature: string;
  @Column({ length: 20 }) title: string;
  @Column({ type: 'int', default: 7 }) pages: number;
  @Column({ type: 'uuid', nullable: true }) shelfId: string | null;
  @ManyToOne(() => Shelf) shelf: Relation<Shelf> | null;
}

/** Written through the ORM, with a listener that every row has to meet. */
@Entity()
class Stamp {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20, unique: true }) code: string;
  @Column({ length: 30, default: '' }) mark: string;

  @BeforeInsert() strike(): void {
    this.mark = `struck ${this.code}`;
  }
}

const SMALL = { maxItems: 5, maxBytes: 2_000 };

describeApi(
  'a bulk request',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        entities: [
          { entity: Account, bulk: true },
          { entity: Ledger, bulk: true },
          { entity: Vault, bulk: true },
          { entity: Purse, bulk: true },
          { entity: Shelf, path: 'shelves', bulk: true },
          { entity: Tome, bulk: true },
          { entity: Stamp, bulk: true },
          { entity: OrderItem, bulk: true },
          { entity: Purse, name: 'SmallPurse', path: 'small-purses', bulk: SMALL },
          { entity: Purse, name: 'NewPurse', path: 'new-purses', operations: ['list', 'create'], bulk: true },
          { entity: Purse, name: 'BarePurse', path: 'bare-purses' },
        ],
      }),
    ],
  },
  (api) => {
    beforeEach(() => api.reset());

    const count = async (path: string): Promise<number> => (await api.agent.get(path)).body.count as number;
    const post = (path: string, body: object) => api.agent.post(`${path}/bulk`).send(body);

    describe.each(['/accounts', '/ledgers', '/vaults'])('to %s', (path) => {
      const isCompiled = path === '/accounts';
      // Through the ORM a thousand rows take seconds, and the same statements on either platform.
      const most = isCompiled || api.platform === 'fastify' ? 1000 : 100;

      it('creates, changes and removes, and answers with items as single requests do', async () => {
        await created(api, path, { owner: 'ada' });
        await created(api, path, { owner: 'bob' });
        const answer = await post(path, {
          create: [{ owner: 'eve', balance: 3 }, { owner: 'dan' }],
          update: [{ id: 1, version: 1, balance: 9 }],
          remove: [{ id: 2, version: 1 }],
        }).expect(200);
        const { body: list } = await api.agent.get(`${path}?ordering=id`);
        const [ada, eve, dan] = list.results as object[];
        expect(answer.body).toEqual({ created: [eve, dan], updated: [ada], removed: 1 });
        expect(list.results).toMatchObject([
          { id: 1, owner: 'ada', balance: 9, version: 2 },
          { id: 3, owner: 'eve', balance: 3, version: 1 },
          { id: 4, owner: 'dan', balance: 0, version: 1 },
        ]);
      });

      it('writes nothing when one item is stale or missing, and names every such item', async () => {
        await created(api, path, { owner: 'ada' });
        await created(api, path, { owner: 'bob' });
        const before = (await api.agent.get(path)).body as object;
        const answer = await post(path, {
          create: [{ owner: 'eve' }],
          update: [
            { id: 1, version: 1, balance: 9 },
            { id: 2, version: 7, balance: 9 },
            { id: 77, version: 1, balance: 9 },
          ],
          remove: [{ id: 78, version: 1 }],
        }).expect(409);
        expect(answer.body.code).toBe('LA305');
        expect(problemsOf(answer)).toEqual(['/update/1/version LA302', '/update/2 LA400', '/remove/0 LA400']);
        expect((await api.agent.get(path)).body).toEqual(before);
      });

      it('writes nothing when the database refuses one item, and points at it', async () => {
        await created(api, path, { owner: 'ada' });
        await created(api, path, { owner: 'bob' });
        const before = (await api.agent.get(path)).body as object;
        const cases: [object, string][] = [
          [{ create: [{ owner: 'eve' }, { owner: 'ada' }, { owner: 'dan' }] }, '/create/1/owner LA401'],
          [{ create: [{ owner: 'eve' }, { owner: 'dan' }, { owner: 'eve' }] }, '/create/2/owner LA401'],
          [
            {
              create: [{ owner: 'eve' }],
              update: [
                { id: 1, version: 1, owner: 'zoe' },
                { id: 2, version: 1, owner: 'eve' },
              ],
            },
            '/update/1/owner LA401',
          ],
        ];
        for (const [body, problem] of cases) {
          const answer = await post(path, body).expect(409);
          expect([answer.body.code, problemsOf(answer)]).toEqual(['LA305', [problem]]);
          expect((await api.agent.get(path)).body).toEqual(before);
        }
      });

      it('names every item that breaks a rule, and writes nothing', async () => {
        await created(api, path, { owner: 'ada' });
        const creates: object[] = Array.from({ length: 20 }, (_, index) => ({ owner: `owner ${index}` }));
        creates[17] = { owner: 17 };
        creates[3] = { owner: 'x', blance: 1 };
        const answer = await post(path, {
          create: creates,
          update: [{ id: 1, version: 1, balance: 'much' }, { id: 'one', version: 1 }, { balance: 3 }],
          remove: [{ id: 1.5, version: 1 }, 3],
        }).expect(400);
        const pointers = problemsOf(answer).map((problem) => problem.split(' ')[0]);
        expect(pointers).toEqual(
          expect.arrayContaining([
            '/create/3/blance',
            '/create/17/owner',
            '/update/0/balance',
            '/update/1/id',
            '/update/2/id',
            '/remove/0/id',
            '/remove/1',
          ]),
        );
        expect(await count(path)).toBe(1);
      });

      it('demands the version of every item that it changes or removes', async () => {
        await created(api, path, { owner: 'ada' });
        const answer = await post(path, { update: [{ id: 1, balance: 1 }] }).expect(400);
        expect(problemsOf(answer)).toEqual(['/update/0/version LA204']);
        const other = await post(path, { remove: [{ id: 1 }] }).expect(400);
        expect(problemsOf(other)).toEqual(['/remove/0/version LA204']);
        expect(await count(path)).toBe(1);
      });

      it('refuses two items that are about the same row', async () => {
        await created(api, path, { owner: 'ada' });
        const bodies: [object, string][] = [
          [{ update: [{ id: 1, version: 1, balance: 1 }], remove: [{ id: 1, version: 1 }] }, '/remove/0'],
          [
            {
              update: [
                { id: 1, version: 1, balance: 1 },
                { id: 1, version: 2 },
              ],
            },
            '/update/1',
          ],
          [
            {
              remove: [
                { id: 1, version: 1 },
                { id: 1, version: 1 },
              ],
            },
            '/remove/1',
          ],
        ];
        for (const [body, pointer] of bodies) {
          const answer = await post(path, body).expect(400);
          expect(problemsOf(answer)).toHaveLength(1);
          expect(problemsOf(answer)[0]).toContain(pointer);
        }
        expect((await api.agent.get(`${path}/1`)).body).toMatchObject({ balance: 0, version: 1 });
      });

      it(`creates ${most} rows, each as if it came alone, and in order`, { timeout: 120_000 }, async () => {
        const creates = Array.from({ length: most }, (_, index) => ({ owner: `owner ${index}`, balance: index }));
        const answer = await post(path, { create: creates }).expect(200);
        const rows = answer.body.created as { id: number; owner: string; balance: number; version: number }[];
        expect(rows.map(({ owner, balance }) => ({ owner, balance }))).toEqual(creates);
        expect(rows.every(({ version }) => version === 1)).toBe(true);
        expect(await count(path)).toBe(most);
        for (const index of [0, most / 2, most - 1]) {
          await api.agent.get(`${path}/${rows[index]!.id}`).expect(200, rows[index]!);
        }
        // The ORM sends several statements for each of them.
        const some = isCompiled ? rows : rows.slice(0, 100);
        const update = some.map(({ id }) => ({ id, version: 1, balance: -1 }));
        const changed = await post(path, { update }).expect(200);
        expect((changed.body.updated as { id: number }[]).map(({ id }) => id)).toEqual(some.map(({ id }) => id));
        const removed = await post(path, { remove: some.map(({ id }) => ({ id, version: 2 })) }).expect(200);
        expect(removed.body).toEqual({ created: [], updated: [], removed: some.length });
        expect(await count(path)).toBe(most - some.length);
      });

      it(`creates none of ${most} rows when one of them is bad`, { timeout: 120_000 }, async () => {
        await created(api, path, { owner: 'ada' });
        const bad = most - 2;
        const owners = Array.from({ length: most }, (_, index) => ({ owner: `owner ${index}` }));
        const taken = await post(path, { create: owners.with(bad, { owner: 'ada' }) }).expect(409);
        expect([taken.body.code, problemsOf(taken)]).toEqual(['LA305', [`/create/${bad}/owner LA401`]]);
        const twin = await post(path, { create: owners.with(bad, { owner: 'owner 2' }) }).expect(409);
        expect(problemsOf(twin)).toEqual([`/create/${bad}/owner LA401`]);
        const wrong = await post(path, { create: owners.with(bad, { owner: 7 as never }) }).expect(400);
        expect(problemsOf(wrong)).toEqual([`/create/${bad}/owner LA202`]);
        expect(await count(path)).toBe(1);
      });

      it('loses no update to others that run beside it', { timeout: 300_000 }, async () => {
        const rows = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => created(api, path, { owner })));
        const total = rounds(20, api.platform === 'fastify' && isCompiled);
        for (let round = 1; round <= total; round++) {
          // In opposite orders, so that each may hold what the other one waits for.
          const update = rows.map(({ id }) => ({ id, version: round, balance: round }));
          const answers = await Promise.all([
            send(api, 'POST', `${path}/bulk`, { update }),
            send(api, 'POST', `${path}/bulk`, { update: update.toReversed() }),
          ]);
          expect(statuses(answers)).toEqual({ 200: 1, 409: 1 });
          expect(problemsOf(answers.find(({ status }) => status === 409)!)[0]).toContain('/version LA302');
        }
        const { body } = await api.agent.get(path);
        const versions = (body.results as { version: number }[]).map(({ version }) => version);
        expect(versions).toEqual(Array(4).fill(total + 1));
      });
    });

    it('answers keys that the client sends, and those that the database makes', async () => {
      const shelves = await post('/shelves', { create: [{ name: 'one' }, { name: 'two' }] }).expect(200);
      const [one, two] = shelves.body.created as { id: string; name: string }[];
      expect([one!.name, two!.name]).toEqual(['one', 'two']);
      const tomes = await post('/tomes', {
        create: [
          { signature: 'a/1', title: 'A', shelfId: two!.id },
          { signature: 'b', title: 'B', pages: 3 },
        ],
      }).expect(200);
      expect(tomes.body.created).toMatchObject([
        { signature: 'a/1', title: 'A', pages: 7, shelfId: two!.id },
        { signature: 'b', title: 'B', pages: 3, shelfId: null },
      ]);
      const changed = await post('/tomes', { update: [{ signature: 'b', shelfId: one!.id }] }).expect(200);
      expect(changed.body.updated).toMatchObject([{ signature: 'b', shelfId: one!.id, pages: 3 }]);
    });

    it('knows rows by all parts of their key', async () => {
      const items = [
        { orderId: 1, productId: 1, quantity: 1 },
        { orderId: 1, productId: 2, quantity: 2 },
      ];
      await post('/order-items', { create: items }).expect(200);
      const answer = await post('/order-items', {
        update: [{ orderId: 1, productId: 2, quantity: 5 }],
        remove: [{ orderId: 1, productId: 1 }],
      }).expect(200);
      expect(answer.body.updated).toMatchObject([{ orderId: 1, productId: '2', quantity: 5 }]);
      expect(await count('/order-items')).toBe(1);
      const half = await post('/order-items', { remove: [{ orderId: 1 }] }).expect(400);
      expect(problemsOf(half)).toEqual(['/remove/0/productId LA204']);
    });

    it('points at the item that refers to a row that is not there, or that others refer to', async () => {
      const shelf = await created(api, '/shelves', { name: 'one' });
      await created(api, '/tomes', { signature: 'a', title: 'A', shelfId: shelf['id'] });
      const nowhere = '0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b1';
      const missing = await post('/tomes', {
        create: [
          { signature: 'b', title: 'B' },
          { signature: 'c', title: 'C', shelfId: nowhere },
        ],
      }).expect(409);
      expect(problemsOf(missing)[0]).toContain('/create/1');
      expect(problemsOf(missing)[0]).toContain('LA402');
      const kept = await post('/shelves', { create: [{ name: 'two' }], remove: [{ id: shelf['id'] }] }).expect(409);
      expect(problemsOf(kept)).toEqual(['/remove/0 LA403']);
      expect([await count('/shelves'), await count('/tomes')]).toEqual([1, 1]);
    });

    it('lets listeners of the entity meet each row', async () => {
      const creates = Array.from({ length: 30 }, (_, index) => ({ code: `code ${index}` }));
      const { body } = await post('/stamps', { create: creates }).expect(200);
      expect(body.created).toMatchObject(creates.map(({ code }) => ({ code, mark: `struck ${code}` })));
    });

    it('gives one unique value to one of many bulk requests', async () => {
      const request = (index: number) =>
        send(api, 'POST', '/purses/bulk', { create: [{ owner: `own ${index}` }, { owner: 'the one' }] });
      const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => request(index)));
      expect(statuses(answers)).toEqual({ 200: 1, 409: 11 });
      expect(await count('/purses')).toBe(2);
    });

    it('takes up to as many items as its limit says, over all sections', async () => {
      const owners = (total: number) => Array.from({ length: total }, (_, index) => ({ owner: `o${index}` }));
      await post('/small-purses', { create: owners(5) }).expect(200);
      await api.reset();
      const many = await post('/small-purses', { create: owners(6) }).expect(400);
      expect(many.body.errors[0].pointer).toBeDefined();
      const spread = await post('/small-purses', { create: owners(3), remove: [{ id: 1 }, { id: 2 }, { id: 3 }] });
      expect(spread.status).toBe(400);
      const large = await post('/small-purses', { create: [{ owner: 'x'.repeat(2_000) }] });
      expect(large.status).toBe(413);
      expect(await count('/purses')).toBe(0);
    });

    it('takes a body that is larger than single items may be', { timeout: 60_000 }, async () => {
      const create = Array.from({ length: 1000 }, (_, index) => ({
        owner: `${'o'.repeat(50)} ${index}`,
        balance: 1_000_000_000,
      }));
      expect(JSON.stringify({ create }).length).toBeLessThan(100_000);
      const wide = create.map((item) => ({ ...item, note: 'n'.repeat(60) }));
      expect(JSON.stringify({ create: wide }).length).toBeGreaterThan(100_000);
      await post('/ledgers', { create: wide }).expect(200);
    });

    it('has sections only for what may be done to single items', async () => {
      await created(api, '/purses', { owner: 'ada' });
      await post('/new-purses', { create: [{ owner: 'eve' }] }).expect(200);
      for (const body of [{ update: [{ id: 1, balance: 1 }] }, { remove: [{ id: 1 }] }, { create: [], remove: [] }]) {
        const answer = await post('/new-purses', body).expect(400);
        expect(problemsOf(answer)[0]).toMatch(/^\/(update|remove) LA20/);
      }
      await post('/bare-purses', { create: [{ owner: 'zoe' }] }).expect(405);
      expect(await count('/purses')).toBe(2);
    });

    it.each([
      ['nothing', {}],
      ['empty sections', { create: [], update: [], remove: [] }],
    ])('does nothing when asked for %s', async (_title, body) => {
      const answer = await post('/purses', body);
      expect([200, 400]).toContain(answer.status);
      if (answer.status === 200) expect(answer.body).toEqual({ created: [], updated: [], removed: 0 });
    });

    it.each([
      ['a list', [], ''],
      ['a section of another type', { create: {} }, '/create'],
      ['a section that is null', { update: null }, '/update'],
      ['an unknown section', { creat: [] }, '/creat'],
      ['an item of another type', { create: ['x'] }, '/create/0'],
      ['an item that is null', { remove: [null] }, '/remove/0'],
      ['a nested list', { create: [[{ owner: 'x' }]] }, '/create/0'],
    ])('refuses %s', async (_title, body, pointer) => {
      const answer = await send(api, 'POST', '/purses/bulk', body);
      expect(answer.status).toBe(400);
      expect(answer.body.errors?.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
      expect(await count('/purses')).toBe(0);
    });

    it('refuses null, and a prototype on whatever level', async () => {
      for (const body of ['null', '{"__proto__":{"create":[]}}', '{"create":[{"__proto__":{"owner":"x"}}]}']) {
        expect((await send(api, 'POST', '/purses/bulk', JSON.parse(body))).status).toBe(400);
      }
      expect(await count('/purses')).toBe(0);
    });
  },
);
