import type { Type } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, getSchemaPath, type ApiPropertyOptions } from '@nestjs/swagger';
import type { Resource } from '../resource/resource.js';
import { mayHideNewRows } from './hidden-rows.js';

const results = new WeakMap<Resource, WeakRef<Type<object>>>();

/** The class that documents the answer to a bulk request: `BulkBookResult`. */
export function bulkResultClassOf(resource: Resource, item: Type<object>): Type<object> {
  let result = results.get(resource)?.deref();
  if (result === undefined) results.set(resource, new WeakRef((result = createResultClass(resource, item))));
  return result;
}

function createResultClass(resource: Resource, item: Type<object>): Type<object> {
  const name = `Bulk${resource.name}Result`;
  const result = { [name]: class {} }[name]!;
  const items = { type: () => [item] };
  const created = mayHideNewRows(resource) ? maybeHidden(item) : items;
  const removed = { type: 'integer', minimum: 0, description: 'Rows that are gone.' } as const;
  ApiExtraModels(item)(result);
  ApiProperty({ ...created, description: 'The new items, in the order sent.' })(result.prototype, 'created');
  ApiProperty({ ...items, description: 'The changed items as they are now, in the order sent.' })(
    result.prototype,
    'updated',
  );
  ApiProperty(removed)(result.prototype, 'removed');
  return result;
}

/** `null` stands for an item that may not be read. */
function maybeHidden(item: Type<object>): ApiPropertyOptions {
  return { type: 'array', items: { anyOf: [{ $ref: getSchemaPath(item) }, { type: 'null' }] } } as ApiPropertyOptions;
}
