import { beforeAll, expect, it } from 'vitest';

import { LightApiModule, or, role, where } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { Account, Ledger, Vault } from './fixtures/accounts.js';
import { Contract, ContractLine, Customer, Label, Order, OrderLine } from './fixtures/orders.js';
import { describeApi } from './harness/describe-api.js';

/** A text condition is the one for which a server may have to be asked what it can do. */
const RULE = or(role('editor'), where({ title: { ilike: '%a%' } }), where({ title: { ilike: '%o%' } }));
const BROUGHT = {
  customer: { write: 'create' },
  lines: { write: 'create' },
  labels: { write: 'link' },
  tags: { write: 'create' },
} as const;
const deal = (name: string): object => ({
  title: 'a deal',
  customer: { name },
  lines: [{ sku: name, quantity: 1 }],
  tags: [{ name }],
});

type Request = readonly [
  what: string,
  method: 'post' | 'put' | 'patch' | 'delete' | 'get',
  path: string,
  body: object | undefined,
];

const REQUESTS: readonly Request[] = [
  ['a create that a rule looks at, which names a related row', 'post', '/books', { title: 'Solaris', authorId: 1 }],
  ['a change that a rule looks at', 'patch', '/books/1', { title: 'A voyage' }],
  ['a replacement', 'put', '/books/1', { title: 'A voyage', pages: 3, available: true }],
  ['a list with what belongs to it', 'get', '/books?include=author&search=voy', undefined],
  ['a bulk request', 'post', '/books/bulk', { create: [{ title: 'A return' }], update: [{ id: 1, title: 'Solaris' }] }],
  ['an upsert', 'post', '/accounts/upsert', { owner: 'Ann', balance: 3 }],
  ['an upsert through the ORM', 'post', '/ledgers/upsert', { owner: 'Ann', balance: 3 }],
  ['a soft removal', 'delete', '/vaults/1', undefined],
  ['a restore', 'post', '/vaults/2/restore', undefined],
  ['a create that is done once', 'post', '/accounts', { owner: 'Ben' }],
  ['a create that brings rows', 'post', '/orders', deal('Ann')],
  ['a create through the ORM that brings rows', 'post', '/contracts', deal('Ben')],
  ['a removal', 'delete', '/books/1', undefined],
];

// Whoever holds the only connection and waits for another waits for ever; with more connections the same happens as soon
// as all of them are held. The first request is one whose transaction needs what has to be asked of the server once.
describeApi(
  'one connection',
  {
    engines: ['postgres', 'mariadb'],
    platforms: ['fastify'],
    openapi: false,
    imports: (database) => [
      LightApiModule.forRoot({
        database: { ...database, poolSize: 1 } as typeof database,
        defaults: { access: 'public' },
        entities: [
          { entity: Author, relations: ['books'] },
          { entity: Book, relations: ['author'], search: ['title'], bulk: true, access: { read: RULE, write: RULE } },
          { entity: Account, upsert: ['owner'], idempotency: true, locking: 'optional' },
          { entity: Ledger, upsert: ['owner'], locking: 'optional' },
          { entity: Vault, softDelete: { restore: true }, locking: 'optional' },
          { entity: Order, relations: BROUGHT, locking: 'optional' },
          { entity: Contract, relations: BROUGHT, locking: 'optional' },
          OrderLine,
          ContractLine,
          Customer,
          Label,
        ],
      }),
    ],
  },
  (api) => {
    beforeAll(async () => {
      const { manager } = api.dataSource;
      await manager.insert(Author, { name: 'Lem' });
      await manager.insert(Book, { title: 'A voyage' });
      await manager.insert(Vault, [{ owner: 'Ann' }, { owner: 'Ben', closedAt: new Date() }]);
    });

    it.each(REQUESTS)('is enough for %s', async (_what, method, path, body) => {
      const response = await api.agent[method](path).set('Idempotency-Key', 'the-same').send(body);
      expect([response.status, response.body]).toEqual([expect.toBeOneOf([200, 201, 204]), expect.anything()]);
    });
  },
);
