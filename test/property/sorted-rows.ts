import type { Row } from '../../lib/query/matcher.js';
import type { Field } from '../../lib/resource/field.js';
import type { SortKey } from '../../lib/resource/resource.js';
import { isPlainText } from './arbitraries/library.js';

/** Whether rows can be sorted here as every engine does: collations, enums and uuids have orders of their own there. */
export function isSortedAlike(sort: readonly SortKey[]): boolean {
  return sort.every(({ field }) =>
    field.type === 'string' ? isPlainText(field) : !['enum', 'uuid'].includes(field.type),
  );
}

/** The rows in the order that is asked for, NULLs last whatever the direction. */
export function sortedRows(rows: readonly Row[], sort: readonly SortKey[]): Row[] {
  return [...rows].sort((left, right) => {
    for (const key of sort) {
      const order = compare(key.field, valueAt(left, key), valueAt(right, key), key.direction);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function valueAt(row: Row, { field, via = [] }: SortKey): unknown {
  let owner: Row | null = row;
  for (const { name } of via) {
    const related = owner[name] as Row | null;
    owner = related === null || (related['deletedAt'] ?? null) !== null ? null : related;
    if (owner === null) return null;
  }
  return owner[field.name] ?? null;
}

function compare(field: Field, left: unknown, right: unknown, direction: SortKey['direction']): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
  const [first, second] = [comparable(field, left), comparable(field, right)];
  const order = first === second ? 0 : first < second ? -1 : 1;
  return direction === 'asc' ? order : -order;
}

function comparable({ type }: Field, value: unknown): number | bigint | string {
  if (type === 'bigint') return BigInt(value as string);
  if (type === 'decimal' || type === 'boolean') return Number(value);
  return value instanceof Date ? value.getTime() : (value as number | string);
}
