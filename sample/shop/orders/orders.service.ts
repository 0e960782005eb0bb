import { ConflictException, Injectable } from '@nestjs/common';
import { ResourceService, type EntityData, type OnBehalf } from '../../../lib/index.js';
import type { Order } from './order.entity.js';

/** Baskets that somebody may have at a time. */
const MAX_OPEN = 20;

/** Stands in the path of the routes of orders. */
@Injectable()
export class OrdersService extends ResourceService<Order> {
  override async create(data: EntityData<Order>, options: OnBehalf = {}): Promise<Order> {
    // The application itself may have as many as it likes.
    const customerId = Number(options.as?.id);
    const open = Number.isNaN(customerId)
      ? 0
      : await this.count({ filter: { customerId: { eq: customerId }, status: { eq: 'open' } } });
    if (open >= MAX_OPEN) throw new ConflictException(`There are ${open} open orders already.`);
    return super.create(data, options);
  }
}
