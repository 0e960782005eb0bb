import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Contract, ContractLine, Customer, Label, Order, OrderLine } from './fixtures/orders.js';
import { created } from './fixtures/rows.js';
import { describeApi } from './harness/describe-api.js';
import { problemsOf, send, sendAtOnce, statuses } from './harness/parallel-client.js';
import { rounds } from './harness/rounds.js';

const relations = {
  customer: { write: 'create' },
  lines: { write: 'create' },
  labels: { write: 'link' },
  tags: { write: 'create' },
} as const;

const ALL = 'include=customer,lines,labels,tags';

describeApi(
  'a body with relations',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        entities: [
          { entity: Order, relations, idempotency: true, bulk: true },
          { entity: Contract, relations, idempotency: true, bulk: true },
          OrderLine,
          ContractLine,
          Customer,
          Label,
          { entity: Order, name: 'PlainOrder', path: 'plain-orders', relations: ['labels', 'lines'] },
        ],
      }),
    ],
  },
  (api) => {
    beforeEach(async () => {
      await api.reset();
      for (const name of ['gift', 'express', 'fragile']) await created(api, '/labels', { name });
    });

    const count = async (path: string): Promise<number> => (await api.agent.get(path)).body.count as number;

    describe.each([
      ['/orders', '/order-lines'],
      ['/contracts', '/contract-lines'],
    ])('of %s', (path, linePath) => {
      const place = `${path}/1`;
      const whole = async (id = 1): Promise<Record<string, unknown>> =>
        (await api.agent.get(`${path}/${id}?${ALL}`).expect(200)).body as Record<string, unknown>;
      const names = (rows: unknown): string[] => (rows as { name: string }[]).map(({ name }) => name).sort();
      const counts = async (): Promise<number[]> => [
        await count(path),
        await count(linePath),
        await count('/customers'),
        await count('/labels'),
      ];
      const patch = (tag: string, body: object) => api.agent.patch(place).set('If-Match', tag).send(body);

      it('brings new rows along and links rows that exist', async () => {
        const answer = await api.agent
          .post(path)
          .send({
            title: 'one',
            customer: { name: 'Ada' },
            lines: [
              { sku: 'a', quantity: 1 },
              { sku: 'b', quantity: 2 },
            ],
            labels: [{ id: 3 }, { id: 1 }],
            tags: [{ id: 2 }, { name: 'new' }],
          })
          .expect(201);
        expect([answer.headers.location, answer.body.title, answer.body.customerId]).toEqual([place, 'one', 1]);
        const row = await whole();
        expect(row['customer']).toMatchObject({ id: 1, name: 'Ada', role: 'guest' });
        expect(row['lines']).toMatchObject([
          { sku: 'a', quantity: 1, orderId: 1 },
          { sku: 'b', quantity: 2, orderId: 1 },
        ]);
        expect(names(row['labels'])).toEqual(['fragile', 'gift']);
        expect(names(row['tags'])).toEqual(['express', 'new']);
        expect(await counts()).toEqual([1, 2, 1, 4]);
      });

      it('may say nothing of them, or that there are none', async () => {
        await api.agent.post(path).send({ title: 'one' }).expect(201);
        await api.agent.post(path).send({ title: 'two', customer: null, lines: [], labels: [], tags: [] }).expect(201);
        for (const id of [1, 2])
          expect(await whole(id)).toMatchObject({ customer: null, lines: [], labels: [], tags: [] });
      });

      it('points at what is wrong inside, all at once, and stores nothing', async () => {
        const answer = await api.agent
          .post(path)
          .send({
            title: 'one',
            customer: { name: 7, id: 1 },
            lines: [{ sku: 'a', quantity: 1 }, { sku: 'b', quantity: 'two' }, { quantity: 3, colour: 'red' }, null],
            labels: [{ id: 'one' }, 2, { id: 1, name: 'x' }, {}],
            tags: 'gift',
          })
          .expect(400);
        expect(problemsOf(answer).map((problem) => problem.split(' ')[0])).toEqual(
          expect.arrayContaining([
            '/customer/name',
            '/customer/id',
            '/lines/1/quantity',
            '/lines/2/sku',
            '/lines/2/colour',
            '/lines/3',
            '/labels/0/id',
            '/labels/1',
            '/labels/2/name',
            '/labels/3/id',
            '/tags',
          ]),
        );
        expect(await counts()).toEqual([0, 0, 0, 3]);
      });

      it('cannot reach rows that exist, or give a new row to another parent', async () => {
        const ada = await created(api, '/customers', { name: 'Ada' });
        await created(api, path, { title: 'first', lines: [{ sku: 'a', quantity: 1 }] });
        const before = await whole();
        const attacks: [object, string][] = [
          [{ customer: { id: 1, name: 'Mallory' } }, '/customer/id'],
          [{ customer: { id: { x: 1 } } }, '/customer/id'],
          [{ customer: [{ name: 'x' }] }, '/customer'],
          [{ customer: 1 }, '/customer'],
          [{ lines: [{ id: 1, sku: 'x', quantity: 9 }] }, '/lines/0/id'],
          [{ lines: [{ sku: 'x', quantity: 9, orderId: 1 }] }, '/lines/0/orderId'],
          [{ lines: [{ sku: 'x', quantity: 9, order: { id: 1 } }] }, '/lines/0/order'],
          [{ lines: { sku: 'x', quantity: 9 } }, '/lines'],
          [{ labels: [{ name: 'new' }] }, '/labels/0/name'],
          [{ tags: [{ id: 1, name: 'renamed' }] }, '/tags/0/id'],
          [{ labels: [{ id: 1 }, { id: 1 }] }, '/labels/1'],
          [{ labels: null }, '/labels'],
        ];
        for (const [body, pointer] of attacks) {
          const answer = await api.agent.post(path).send({ title: 'x', ...body });
          expect([body, answer.status]).toEqual([body, 400]);
          expect(problemsOf(answer).map((problem) => problem.split(' ')[0])).toContain(pointer);
        }
        const prototype = JSON.parse('{"title":"x","customer":{"__proto__":{"name":"x"}}}') as object;
        expect((await send(api, 'POST', path, prototype)).status).toBe(400);
        expect(await whole()).toEqual(before);
        expect((await api.agent.get('/customers/1')).body).toEqual(ada);
        expect(await counts()).toEqual([1, 1, 1, 3]);
      });

      it('stores nothing where one of its rows is refused, and points at it', async () => {
        await created(api, '/customers', { name: 'Ada' });
        await created(api, path, { title: 'first', lines: [{ sku: 'taken', quantity: 1 }] });
        await api.agent.delete('/labels/2').expect(204);
        const refusals: [object, string][] = [
          [
            {
              lines: [
                { sku: 'b', quantity: 1 },
                { sku: 'taken', quantity: 1 },
              ],
            },
            '/lines/1/sku',
          ],
          [
            {
              lines: [
                { sku: 'c', quantity: 1 },
                { sku: 'c', quantity: 1 },
              ],
            },
            '/lines/1/sku',
          ],
          [{ customer: { name: 'Ada' }, lines: [{ sku: 'd', quantity: 1 }] }, '/customer/name'],
          [{ lines: [{ sku: 'e', quantity: 1 }], labels: [{ id: 1 }, { id: 99 }] }, '/labels/1'],
          // A row that was deleted softly is as good as none.
          [{ labels: [{ id: 3 }, { id: 2 }] }, '/labels/1'],
          [{ tags: [{ name: 'brand new' }, { name: 'gift' }] }, '/tags/1/name'],
        ];
        for (const [body, pointer] of refusals) {
          const answer = await api.agent.post(path).send({ title: 'x', ...body });
          expect([body, answer.status]).toEqual([body, 409]);
          expect(problemsOf(answer)[0]).toContain(pointer);
        }
        expect(await counts()).toEqual([1, 1, 1, 2]);
      });

      it('replaces links in a change, and counts it as one', async () => {
        await created(api, path, { title: 'one', labels: [{ id: 1 }, { id: 2 }] });
        const patched = await patch('"1"', { labels: [{ id: 2 }, { id: 3 }] }).expect(200);
        expect([patched.headers.etag, patched.body.version]).toEqual(['"2"', 2]);
        expect(names((await whole())['labels'])).toEqual(['express', 'fragile']);
        await patch('"2"', { title: 'other' }).expect(200);
        expect(names((await whole())['labels'])).toEqual(['express', 'fragile']);
        await patch('"3"', { labels: [] }).expect(200);
        expect((await whole())['labels']).toEqual([]);
        await patch('"4"', { tags: [{ name: 'new' }, { id: 1 }] }).expect(200);
        expect(names((await whole())['tags'])).toEqual(['gift', 'new']);
        const put = await api.agent
          .put(place)
          .set('If-Match', '"5"')
          .send({ title: 'other', labels: [{ id: 1 }] })
          .expect(200);
        expect([put.headers.etag, put.body]).toMatchObject(['"6"', { title: 'other', customerId: null }]);
        expect(await whole()).toMatchObject({ version: 6, labels: [{ id: 1 }] });
      });

      it('answers with what is related to the row from now on', async () => {
        await created(api, path, { title: 'one', labels: [{ id: 1 }] });
        for (const [version, labels] of [[{ id: 2 }, { id: 3 }], [{ id: 1 }]].entries()) {
          const answer = await api.agent
            .patch(`${place}?include=labels`)
            .set('If-Match', `"${version + 1}"`)
            .send({ labels })
            .expect(200);
          expect(answer.body).toMatchObject({ version: version + 2, labels });
        }
      });

      it('changes no link in another version than the one that was named', async () => {
        await created(api, path, { title: 'one', labels: [{ id: 1 }] });
        await patch('"7"', { labels: [{ id: 2 }] }).expect(412);
        const stale = await api.agent
          .patch(place)
          .send({ version: 7, labels: [], tags: [{ name: 'new' }] })
          .expect(409);
        expect(problemsOf(stale)).toEqual(['/version LA302']);
        await patch('"1"', { labels: [{ id: 2 }, { id: 99 }], title: 'changed' }).expect(409);
        expect(await whole()).toMatchObject({ title: 'one', version: 1, labels: [{ id: 1 }], tags: [] });
        await api.agent
          .patch(`${path}/9`)
          .set('If-Match', '*')
          .send({ labels: [{ id: 1 }] })
          .expect(404);
        expect(await count('/labels')).toBe(3);
      });

      it('takes new lines only together with the row', async () => {
        await created(api, path, { title: 'one', lines: [{ sku: 'a', quantity: 1 }] });
        for (const answer of [
          await patch('"1"', { lines: [{ sku: 'b', quantity: 1 }] }),
          await api.agent.put(place).set('If-Match', '"1"').send({ title: 'x', lines: [] }),
        ]) {
          expect([answer.status, problemsOf(answer)]).toEqual([400, ['/lines LA205']]);
        }
        expect(await count(linePath)).toBe(1);
      });

      it('is created once for an idempotency key, with all that it brings', async () => {
        const body = {
          title: 'one',
          customer: { name: 'Ada' },
          lines: [{ sku: 'a', quantity: 1 }],
          labels: [{ id: 1 }],
        };
        const answers = await sendAtOnce(10, () => send(api, 'POST', path, body, { 'Idempotency-Key': 'k' }));
        expect(statuses(answers)).toEqual({ 201: 10 });
        expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
        expect(await counts()).toEqual([1, 1, 1, 3]);
      });

      it('may come in bulk, and all of it goes when one item is refused', async () => {
        const order = (sku: string, label: number) => ({
          title: sku,
          lines: [{ sku, quantity: 1 }],
          labels: [{ id: label }],
        });
        const refused = await api.agent.post(`${path}/bulk`).send({ create: [order('a', 1), order('b', 99)] });
        expect([refused.status, refused.body.code]).toEqual([409, 'LA305']);
        expect(problemsOf(refused)[0]).toContain('/create/1/labels/0');
        const wrong = await api.agent
          .post(`${path}/bulk`)
          .send({ create: [order('a', 1), { ...order('b', 1), lines: [{}] }] });
        expect(wrong.status).toBe(400);
        expect(problemsOf(wrong).map((problem) => problem.split(' ')[0])).toContain('/create/1/lines/0/sku');
        expect(await counts()).toEqual([0, 0, 0, 3]);
        const stored = await api.agent
          .post(`${path}/bulk`)
          .send({ create: [order('a', 1), order('b', 2)] })
          .expect(200);
        const [first, second] = stored.body.created as { id: number }[];
        expect(await whole(first!.id)).toMatchObject({ title: 'a', lines: [{ sku: 'a' }], labels: [{ id: 1 }] });
        expect(await whole(second!.id)).toMatchObject({ title: 'b', lines: [{ sku: 'b' }], labels: [{ id: 2 }] });
        const update = [{ id: first!.id, version: 1, labels: [{ id: 3 }] }];
        await api.agent.post(`${path}/bulk`).send({ update }).expect(200);
        expect(await whole(first!.id)).toMatchObject({ version: 2, labels: [{ id: 3 }] });
      });

      it('leaves the links of one of many changes of the same version', { timeout: 120_000 }, async () => {
        const row = await created(api, path, { title: 'one', labels: [{ id: 1 }] });
        for (let version = 1; version <= rounds(50); version++) {
          const answers = await sendAtOnce(6, (index) =>
            send(
              api,
              'PATCH',
              place,
              { title: `by ${index}`, labels: [{ id: (index % 3) + 1 }] },
              { 'If-Match': `"${version}"` },
            ),
          );
          expect(statuses(answers)).toEqual({ 200: 1, 412: 5 });
          const winner = answers.findIndex(({ status }) => status === 200);
          expect(await whole(row['id'] as number)).toMatchObject({
            title: `by ${winner}`,
            labels: [{ id: (winner % 3) + 1 }],
          });
        }
      });
    });

    it('is refused where the relation is only read', async () => {
      for (const body of [
        { labels: [{ id: 1 }] },
        { lines: [{ sku: 'a', quantity: 1 }] },
        { customer: { name: 'x' } },
      ]) {
        const answer = await api.agent
          .post('/plain-orders')
          .send({ title: 'x', ...body })
          .expect(400);
        expect(problemsOf(answer)[0]).toMatch(/^\/(labels|lines|customer) LA20[15]/);
      }
      expect(await count('/plain-orders')).toBe(0);
    });
  },
);
