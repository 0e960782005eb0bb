import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import type { Resource } from '../../resource/resource.js';
import { rowName } from '../../resource/row-name.js';

/** The name of the row that an entity is; `undefined` where it cannot be told. */
export type EntityRowName = (entity: ObjectLiteral) => string | undefined;

/** Names the entities of a table as the API names its rows. */
export function createEntityRowName(resource: Resource, { columns }: EntityMetadata): EntityRowName {
  const key = resource.key.map(({ property }) => columns.find(({ propertyPath }) => propertyPath === property));
  return (entity) => {
    const values: unknown[] = [];
    for (const column of key) {
      // What a transformer makes of a value is not what a path says.
      const value = column?.transformer === undefined ? column?.getEntityValue(entity) : undefined;
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return undefined;
      values.push(value);
    }
    return rowName(resource, values);
  };
}
