import type { Type } from '@nestjs/common';
import type { Field } from '../resource/field.js';
import type { Resource } from '../resource/resource.js';
import { bulkChangeTerms, bulkRemovalTerms, type BodyTerms } from './body-terms.js';
import { defineProperty } from './dto-property.js';
import { createInputClass } from './input-class.factory.js';
import { namedClass } from './named-class.js';
import { shapeOf } from './payload-shape.js';
import { addRelationProperties } from './relation-properties.js';
import { versionCondition } from './version-field.js';

/** The classes of a bulk request. */
export interface BulkClasses {
  /** `BulkBookDto`: the whole request. */
  readonly request: Type<object>;
  /** `BulkUpdateBookDto`: a key, and changes to the row that has it. */
  readonly change: Type<object>;
  /** `BulkRemoveBookDto`: a key. */
  readonly removal: Type<object>;
}

/** Makes the classes of a resource's bulk requests; `undefined` where it takes none. */
export function createBulkClasses(
  resource: Resource,
  create: Type<object>,
  entityClass: Type<object> | undefined,
): BulkClasses | undefined {
  const { bulk, name, operations } = resource;
  if (bulk === undefined) return undefined;
  const itemClass = (verb: string, terms: BodyTerms): Type<object> => {
    const { fields, rowNames } = fieldsOf(resource, terms);
    const parts = { prefix: `Bulk${verb}${name}`, resourceName: name, operation: 'update', rowNames } as const;
    return createInputClass(parts, shapeOf(fields), entityClass);
  };
  const change = itemClass('Update', bulkChangeTerms(resource));
  addRelationProperties(change, resource, 'update');
  const removal = itemClass('Remove', bulkRemovalTerms(resource));
  const request = namedClass(`Bulk${name}Dto`);
  for (const [section, item] of Object.entries({ create, update: change, remove: removal })) {
    if (!operations.has(section as 'create' | 'update' | 'remove')) continue;
    // A form would make up the same key for a change and a removal, which no request may have.
    const example = section === 'remove' && operations.has('update') ? { example: [] } : {};
    const schema = { type: () => [item], required: false, maxItems: bulk.maxItems, ...example };
    defineProperty(request, section, Array, schema);
  }
  return { request, change, removal };
}

function fieldsOf({ fields }: Resource, terms: BodyTerms): { fields: Field[]; rowNames: ReadonlySet<string> } {
  const isDemanded = (field: Field): boolean => terms.ofField(field).isRequired;
  return {
    fields: fields.flatMap((field) => {
      const { use } = terms.ofField(field);
      if (use === 'none') return [];
      return use === 'version' ? versionCondition(field) : field;
    }),
    rowNames: new Set(fields.filter(isDemanded).map(({ name }) => name)),
  };
}
