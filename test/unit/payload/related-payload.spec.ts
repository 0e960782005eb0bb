import { describe, expect, it } from 'vitest';
import type { RelatedPayload } from '../../../lib/resource/payload.js';
import type { ResourceDeclaration } from '../../../lib/resource/resource.options.js';
import { problemsOf, refusal, sent } from './fixture.js';
import { Customer, Label, ORDER, shopParser } from './shop.fixture.js';

const { parser } = shopParser();
const EMMA = { name: 'Emma', address: { city: 'Highbury' } };
const OF_EMMA = { code: 'A1', customerId: 7 };

/** What a create with this body stores, with new rows as plain objects. */
async function created(body: object, of = parser): Promise<Record<string, unknown>> {
  const payload = await sent(of.parse('create', body));
  return JSON.parse(JSON.stringify(payload)) as Record<string, unknown>;
}

describe('a relation in a body', () => {
  describe('to one row', () => {
    it('brings a new row, in the place of its key', async () => {
      expect(await created({ code: 'A1', customer: { ...EMMA, email: 'e@example.org' } })).toEqual({
        code: 'A1',
        customer: {
          links: [],
          creates: [{ name: 'Emma', email: 'e@example.org', 'address.city': 'Highbury' }],
        },
      });
    });

    it('is found wrong by the rules of the other resource, with pointers into it', async () => {
      const error = await refusal(() =>
        parser.parse('create', { code: 1, customer: { id: 3, name: 'E', email: 'x', address: { zip: 5 }, nmae: 1 } }),
      );
      expect(error.errors.map(({ pointer, code, detail }) => `${pointer} ${code} ${detail}`)).toEqual([
        '/code LA202 Must be text.',
        '/customer/id LA205 Can be read but not written.',
        '/customer/address/zip LA202 Must be text.',
        '/customer/nmae LA201 No such field. Did you mean "name"?',
        '/customer/address/city LA204 Is required.',
        '/customer/name LA210 name must be longer than or equal to 2 characters',
        '/customer/email LA210 email must be an email',
      ]);
    });

    it('is demanded by the key where neither is sent, and not where one is', async () => {
      expect(await problemsOf(() => parser.parse('create', { code: 'A1' }))).toEqual(['/customerId LA204']);
      expect(await created(OF_EMMA)).toEqual(OF_EMMA);
    });

    it('is demanded itself where no body may name the key', async () => {
      const { parser: strict } = shopParser({ ...ORDER, fields: { customerId: 'readOnly' } });
      expect(await problemsOf(() => strict.parse('create', { code: 'A1' }))).toEqual(['/customer LA204']);
      expect(await created({ code: 'A1', customer: EMMA }, strict)).toHaveProperty('customer');
      expect(await problemsOf(() => strict.parse('create', OF_EMMA))).toEqual(['/customerId LA205', '/customer LA204']);
      expect(await sent(strict.parse('replace', { code: 'A1' }))).toEqual({ code: 'A1' });
    });

    it('may not say something else than the key', async () => {
      const error = await refusal(() => parser.parse('create', { ...OF_EMMA, customer: EMMA }));
      expect(error.errors).toEqual([
        { pointer: '/customer', code: 'LA210', detail: 'May not be sent together with "customerId".' },
      ]);
    });

    it('is unlinked by null where there may be none', async () => {
      expect(await created({ ...OF_EMMA, payer: null })).toEqual({ ...OF_EMMA, payer: { links: [], creates: [] } });
      expect(await sent(parser.parse('update', { payer: null }))).toEqual({ payer: { links: [], creates: [] } });
      expect(await problemsOf(() => parser.parse('update', { customer: null }))).toEqual(['/customer LA204']);
    });

    it.each([['Emma'], [7], [true], [[EMMA]]])('is an object and not %j', async (customer) => {
      expect(await problemsOf(() => parser.parse('update', { customer }))).toEqual(['/customer LA202']);
    });

    it('may bring a new row with a replace and an update too', async () => {
      const { customer } = await sent(parser.parse('update', { customer: EMMA }));
      expect((customer as RelatedPayload).creates).toHaveLength(1);
      expect(await sent(parser.parse('replace', { code: 'A1', customer: EMMA }))).toHaveProperty('customer');
    });
  });

  describe('to rows that belong to this one', () => {
    it('brings new rows without the key of this one', async () => {
      const lines = [
        { line: 1, quantity: 2 },
        { line: 2, quantity: 1, discount: null },
      ];
      expect(await created({ ...OF_EMMA, lines, invoice: { number: 'R-1' } })).toEqual({
        ...OF_EMMA,
        lines: { links: [], creates: lines, positions: { links: [], creates: [0, 1] } },
        invoice: { links: [], creates: [{ number: 'R-1' }] },
      });
    });

    it('is found wrong in each row', async () => {
      const lines = [{ line: 1 }, 'two', { orderId: 3, line: 'x', quantity: 1.5 }];
      expect(await problemsOf(() => parser.parse('create', { ...OF_EMMA, lines }))).toEqual([
        '/lines/0/quantity LA204',
        '/lines/1 LA202',
        '/lines/2/orderId LA205',
        '/lines/2/line LA202',
        '/lines/2/quantity LA202',
      ]);
    });

    it('is a list and not null', async () => {
      expect(await problemsOf(() => parser.parse('create', { ...OF_EMMA, lines: null }))).toEqual(['/lines LA204']);
      expect(await problemsOf(() => parser.parse('create', { ...OF_EMMA, lines: {} }))).toEqual(['/lines LA202']);
    });

    it('is for creates only', async () => {
      const error = await refusal(() => parser.parse('update', { lines: [], invoice: { number: 'R-1' } }));
      expect(error.errors).toEqual([
        { pointer: '/lines', code: 'LA205', detail: 'Can be written in a create only.' },
        { pointer: '/invoice', code: 'LA205', detail: 'Can be written in a create only.' },
      ]);
      expect(await problemsOf(() => parser.parse('upsert', { ...OF_EMMA, lines: [] }))).toEqual(['/lines LA205']);
    });

    it("obeys the rules of the entity's own property", async () => {
      const lines = [1, 2, 3, 4].map((line) => ({ line, quantity: 1 }));
      const error = await refusal(() => parser.parse('create', { ...OF_EMMA, lines }));
      expect(error.errors).toEqual([
        { pointer: '/lines', code: 'LA210', detail: 'lines must contain no more than 3 elements' },
      ]);
    });
  });

  describe('to rows that exist for themselves', () => {
    it('links them by key', async () => {
      expect(await sent(parser.parse('update', { watchers: [{ id: 3 }, { id: 1 }] }))).toEqual({
        watchers: { links: [[3], [1]], creates: [], positions: { links: [0, 1], creates: [] } },
      });
      expect(await sent(parser.parse('update', { watchers: [] }))).toEqual({
        watchers: { links: [], creates: [], positions: { links: [], creates: [] } },
      });
    });

    it('takes nothing but the key where it may only link', async () => {
      expect(
        await problemsOf(() => parser.parse('update', { watchers: [{ id: '3' }, {}, { id: 1, name: 'Emma' }, 5] })),
      ).toEqual(['/watchers/0/id LA202', '/watchers/1/id LA204', '/watchers/2/name LA205', '/watchers/3 LA202']);
    });

    it('takes no key twice', async () => {
      const error = await refusal(() => parser.parse('update', { watchers: [{ id: 3 }, { id: 1 }, { id: 3 }] }));
      expect(error.errors).toEqual([
        { pointer: '/watchers/2', code: 'LA210', detail: 'Names the same item as the one at 0.' },
      ]);
    });

    it('takes keys and new rows side by side, and remembers where each stood', async () => {
      const labels = [{ name: 'new', colour: 'RED' }, { name: 'urgent' }, { name: 'gift', colour: null }];
      expect(JSON.parse(JSON.stringify(await sent(parser.parse('update', { labels }))))).toEqual({
        labels: {
          links: [['urgent']],
          creates: [
            { name: 'new', colour: 'red' },
            { name: 'gift', colour: null },
          ],
          positions: { links: [1], creates: [0, 2] },
        },
      });
    });
  });

  it('is written by an upsert where it can change too', async () => {
    const upserting = shopParser({ ...ORDER, upsert: ['code'], locking: 'none' }).parser;
    expect(await problemsOf(() => upserting.parse('upsert', { payer: EMMA, customerId: 7, lines: [] }))).toEqual([
      '/lines LA205',
      '/code LA204',
    ]);
    expect(await sent(upserting.parse('upsert', { ...OF_EMMA, payer: EMMA, watchers: [] }))).toHaveProperty('payer');
  });

  it('does not nest a second time', async () => {
    const customers: ResourceDeclaration<Customer> = { entity: Customer, relations: { orders: { write: 'create' } } };
    const nested = shopParser(ORDER, [customers as ResourceDeclaration]).parser;
    expect(await problemsOf(() => nested.parse('create', { code: 'A1', customer: { ...EMMA, orders: [] } }))).toEqual([
      '/customer/orders LA205',
    ]);
  });

  it('can be read but not written where nothing else is declared', async () => {
    const reading = shopParser({ ...ORDER, relations: ['customer', 'labels'] }).parser;
    const error = await refusal(() => reading.parse('create', { ...OF_EMMA, customer: EMMA, labels: [], lines: [] }));
    expect(error.errors.map(({ pointer, detail }) => `${pointer} ${detail}`)).toEqual([
      '/customer Can be read but not written.',
      '/labels Can be read but not written.',
      '/lines No such field.',
    ]);
  });

  it('is suggested for a mistyped name', async () => {
    const error = await refusal(() => parser.parse('update', { watcher: [] }));
    expect(error.errors[0]!.detail).toBe('No such field. Did you mean "watchers"?');
  });

  it('brings no more rows than a body may have keys', async () => {
    const labels = Array.from({ length: 1001 }, () => ({}));
    expect(await problemsOf(() => parser.parse('update', { labels }))).toEqual(['/labels LA209']);
  });

  it('is seen by the rules over several fields, of its own resource and then of this one', async () => {
    const seen: unknown[] = [];
    const order: ResourceDeclaration = {
      ...(ORDER as ResourceDeclaration),
      validate: (value, context) => void seen.push(value, context),
    };
    const label: ResourceDeclaration = {
      entity: Label,
      validate: (value) =>
        (value as Label).colour === 'grey' ? Promise.resolve([{ field: 'colour', message: 'is dull' }]) : undefined,
    };
    const strict = shopParser(order as never, [label]).parser;
    await strict.parse('create', {
      code: 'A1',
      customer: EMMA,
      labels: [{ name: 'urgent' }, { name: 'new', colour: 'RED' }],
    });
    expect(seen).toEqual([
      {
        code: 'A1',
        customer: { name: 'Emma', address: { city: 'Highbury' } },
        labels: [{ name: 'urgent' }, { name: 'new', colour: 'red' }],
      },
      { operation: 'create' },
    ]);
    expect(
      await problemsOf(() => strict.parse('create', { ...OF_EMMA, labels: [{ name: 'new', colour: 'grey' }] })),
    ).toEqual(['/labels/0/colour LA210']);
    expect(seen).toHaveLength(2);
  });
});
