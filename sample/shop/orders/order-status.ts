/** What becomes of an order. Only actions take it from one to the next. */
export const ORDER_STATUSES = ['open', 'placed', 'shipped', 'cancelled'] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];
