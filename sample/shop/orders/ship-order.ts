import { ConflictException } from '@nestjs/common';
import type { ActionContext } from '../../../lib/index.js';
import type { Order } from './order.entity.js';

/** An action that needs nothing injected is a function. */
export async function shipOrder({ row, save }: ActionContext<Order>): Promise<void> {
  if (row.status !== 'placed') throw new ConflictException('Only an order that was placed can be shipped.');
  await save(Object.assign(row, { status: 'shipped' }));
}
