import { ConflictException, Injectable } from '@nestjs/common';
import { LightApiTransactions, type ActionContext, type ResourceAction } from '../../../lib/index.js';
import { OrderItem } from './order-item.entity.js';
import { Order } from './order.entity.js';
import { Stock } from './stock.js';

/** Fixes the prices of an open order and takes what it needs from the stock, all of it or nothing. */
@Injectable()
export class PlaceOrder implements ResourceAction<Order> {
  constructor(
    private readonly transactions: LightApiTransactions,
    private readonly stock: Stock,
  ) {}

  async run({ row, save }: ActionContext<Order>): Promise<void> {
    if (row.status !== 'open') throw new ConflictException('The order is not open any more.');
    // The manager of the transaction in which the action runs.
    const manager = this.transactions.manager();
    const items = await manager.find(OrderItem, { where: { orderId: row.id }, relations: { product: true } });
    if (items.length === 0) throw new ConflictException('There is nothing in the order.');
    await this.stock.take(items);
    for (const item of items) await save(Object.assign(item, { unitPrice: item.product.price }));
    await save(Object.assign(row, { status: 'placed' }));
  }
}
