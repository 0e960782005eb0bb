import { Injectable } from '@nestjs/common';
import { ResourceService, type EntityData, type OnBehalf } from '../../lib/index.js';
import { MealOrder } from './meal-order.entity.js';
import { Tickets } from './tickets.js';

/** The routes go through it: a single create, each of a bulk request, and what the application creates itself. */
@Injectable()
export class MealOrdersService extends ResourceService<MealOrder> {
  constructor(private readonly tickets: Tickets) {
    super();
  }

  override create(data: EntityData<MealOrder>, options: OnBehalf = {}): Promise<MealOrder> {
    return super.create({ ...data, ticket: this.tickets.next() }, options);
  }

  /** What the kitchen does, without a route of its own; see the controller. */
  async serveNext(): Promise<MealOrder | undefined> {
    const { results } = await this.list({ filter: { state: { eq: 'ordered' } }, ordering: ['id'], pageSize: 1 });
    const [next] = results;
    return next && this.update(next.id, { state: 'served' });
  }
}
