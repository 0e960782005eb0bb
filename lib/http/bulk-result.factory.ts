import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Resource } from '../resource/resource.js';

const results = new WeakMap<Resource, Type<object>>();

/** The class that documents the answer to a bulk request: `BulkBookResult`. */
export function bulkResultClassOf(resource: Resource, item: Type<object>): Type<object> {
  let result = results.get(resource);
  if (result === undefined) {
    const name = `Bulk${resource.name}Result`;
    results.set(resource, (result = { [name]: class {} }[name]!));
    const items = { type: () => [item] };
    const removed = { type: 'integer', minimum: 0, description: 'Rows that are gone.' } as const;
    ApiProperty({ ...items, description: 'The new items, in the order sent.' })(result.prototype, 'created');
    ApiProperty({ ...items, description: 'The changed items as they are now, in the order sent.' })(
      result.prototype,
      'updated',
    );
    ApiProperty(removed)(result.prototype, 'removed');
  }
  return result;
}
