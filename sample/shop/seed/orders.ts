import type { OrderItem } from '../orders/order-item.entity.js';
import type { Order } from '../orders/order.entity.js';
import type { MadeProduct } from './catalogue.js';
import type { Dice } from './dice.js';

/** Whose baskets are open at first, and what becomes of most. */
const STATUSES = ['open', 'placed', 'shipped', 'shipped', 'shipped', 'cancelled'] as const;
const MAX_ITEMS = 4;

export interface MadeOrders {
  readonly orders: readonly Partial<Order>[];
  readonly items: readonly Partial<OrderItem>[];
}

export function madeOrders(count: number, products: readonly MadeProduct[], users: number, dice: Dice): MadeOrders {
  const orders = Array.from({ length: count }, (_, index) => ({
    // Everybody but the admin, in turns: so Ann has the first one, which is open.
    customerId: (index % (users - 1)) + 2,
    status: index < 2 ? 'open' : dice.pick(STATUSES),
    note: dice.roll(5) === 0 ? 'Leave it with the neighbours, please.' : null,
    createdAt: new Date(Date.UTC(2026, 0, 1, 8, 15 * index)),
  }));
  const items = orders.flatMap(({ status }, order) => {
    const first = dice.roll(products.length);
    return Array.from({ length: 1 + dice.roll(MAX_ITEMS) }, (_, place) => {
      // A step that no two of an order have in common.
      const index = (first + place * 7) % products.length;
      return {
        orderId: order + 1,
        productId: index + 1,
        quantity: 1 + dice.roll(3),
        unitPrice: status === 'open' ? null : products[index]!.price,
      };
    });
  });
  return { orders, items };
}
