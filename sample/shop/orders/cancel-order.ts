import { ConflictException, Injectable } from '@nestjs/common';
import { LightApiTransactions, type ActionContext, type ResourceAction } from '../../../lib/index.js';
import { OrderItem } from './order-item.entity.js';
import { Order } from './order.entity.js';
import { Stock } from './stock.js';

/** Gives back what a placed order has taken from the stock. What is on its way cannot be cancelled. */
@Injectable()
export class CancelOrder implements ResourceAction<Order> {
  constructor(
    private readonly transactions: LightApiTransactions,
    private readonly stock: Stock,
  ) {}

  async run({ row, save }: ActionContext<Order>): Promise<void> {
    if (row.status === 'shipped' || row.status === 'cancelled') {
      throw new ConflictException(`The order is ${row.status} already.`);
    }
    if (row.status === 'placed') {
      await this.stock.giveBack(await this.transactions.manager().findBy(OrderItem, { orderId: row.id }));
    }
    await save(Object.assign(row, { status: 'cancelled' }));
  }
}
