import type { LinkedColumn } from '../linked-column.js';
import type { StoredOrder } from '../stored-order.js';

/**
 * The text of a value is exact, microseconds and the digits of a float included, and a parameter is read as a value of
 * what it is compared with.
 */
export function postgresOrder({ reference }: LinkedColumn): StoredOrder {
  return {
    select: `CAST(${reference} AS text)`,
    reference,
    toStored: String,
    append: (draft, value) => void draft.bind(String(value)),
  };
}
