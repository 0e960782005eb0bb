import { LightApiModule } from '../../../lib/index.js';
import { Author } from '../../entities/author.js';
import { Book } from '../../entities/book.js';
import { OrderItem } from '../../entities/order-item.js';
import { Country, Cover, Critique, Edition, Theme, Writer } from '../../entities/press.js';
import { Specimen } from '../../entities/specimen.js';
import { Ticket } from '../../entities/ticket.js';
import { Account, Ledger, Vault } from '../fixtures/accounts.js';
import { Contract, ContractLine, Customer, Label, Order, OrderLine } from '../fixtures/orders.js';
import { NOVEL } from '../fixtures/press.js';
import type { ApiOptions } from '../harness/describe-api.js';

const BROUGHT = {
  customer: { write: 'create' },
  lines: { write: 'create' },
  labels: { write: 'link' },
  tags: { write: 'create' },
} as const;

/** An application with every door that a resource can have, and every kind of column behind them. */
export const FUZZED_APP: Pick<ApiOptions, 'imports'> = {
  imports: (database) => [
    LightApiModule.forRoot({
      database,
      entities: [
        // keys, columns, locking
        { entity: Author, relations: ['books'], upsert: ['name'], bulk: true, idempotency: true },
        { entity: Book, relations: ['author'], search: ['title', 'author.name'], bulk: true },
        { entity: OrderItem, bulk: true },
        { entity: Ticket, idempotency: true, bulk: true },
        { entity: Account, bulk: true, idempotency: true },
        { entity: Ledger, locking: 'optional', bulk: true, upsert: ['owner'] },
        {
          entity: Vault,
          locking: 'optional',
          softDelete: { restore: true, show: true },
          bulk: true,
          upsert: ['owner'],
        },
        { entity: Specimen, search: ['textValue', 'varcharValue'], bulk: true, idempotency: true },
        {
          entity: Specimen,
          name: 'Pattern',
          path: 'patterns',
          filter: { textValue: ['like', 'ilike'], intValue: ['eq'] },
        },
        // relations to read through
        { entity: Country, relations: ['writers'], upsert: ['code'] },
        { entity: Writer, fields: { email: 'hidden' }, relations: ['country', 'novels'] },
        { ...NOVEL, bulk: true },
        { entity: Critique, relations: ['novel'], softDelete: { restore: true, show: true }, bulk: true },
        { entity: Theme, relations: ['novels'], upsert: ['name'] },
        { entity: Cover, relations: ['novel'] },
        { entity: Edition, relations: ['novel'], bulk: true },
        // relations that bodies bring
        { entity: Order, relations: BROUGHT, idempotency: true, bulk: true },
        { entity: Contract, relations: BROUGHT, locking: 'optional', bulk: true },
        { entity: OrderLine, relations: ['order'] },
        ContractLine,
        Customer,
        { entity: Label, softDelete: { restore: true } },
      ],
    }),
  ],
};
