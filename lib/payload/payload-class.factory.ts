import type { Type } from '@nestjs/common';
import type { Field } from '../resource/field.js';
import type { Relation, Resource } from '../resource/resource.js';
import { itemTerms } from './body-terms.js';
import { createBulkClasses, type BulkClasses } from './bulk-class.factory.js';
import type { BodyOperation } from './entity-rules.js';
import { createInputClass } from './input-class.factory.js';
import { addComputedFields, createOutputClass, type OutputSuffix } from './output-class.factory.js';
import { shapeOf } from './payload-shape.js';
import { versionCondition } from './version-field.js';
import { documentView } from './view-documentation.js';

/** The classes of everything that travels for one resource, as controllers declare them and Swagger documents them. */
export interface PayloadClasses {
  /** `CreateBookDto` */
  readonly create: Type<object>;
  /** `ReplaceBookDto` */
  readonly replace: Type<object>;
  /** `UpdateBookDto`: every property optional. */
  readonly update: Type<object>;
  /** `UpsertBookDto`; the same class as `create` where both have the same bodies. */
  readonly upsert: Type<object>;
  readonly bulk: BulkClasses | undefined;
  /** `BookDto`, or the resource's view class. */
  readonly read: Type<object>;
  /** `BookListItemDto`; the same class as `read` when rows of lists have the same fields. */
  readonly list: Type<object>;
}

/**
 * Makes the classes of a resource, once, at boot.
 *
 * @param entityClass whose own class-validator, class-transformer and Swagger decorators the classes take over
 */
export function createPayloadClasses(resource: Resource, entityClass: Type<object> | undefined): PayloadClasses {
  const inputClass = (verb: string, kind: BodyOperation): Type<object> => {
    const operation = kind === 'upsert' ? 'create' : kind;
    const parts = { prefix: verb + resource.name, resourceName: resource.name, operation };
    return createInputClass(parts, shapeOf(inputFields(resource, kind)), entityClass);
  };
  const create = inputClass('Create', 'create');
  return {
    create,
    replace: inputClass('Replace', 'replace'),
    update: inputClass('Update', 'update'),
    upsert: isCreate(resource) ? create : inputClass('Upsert', 'upsert'),
    bulk: createBulkClasses(resource, create, entityClass),
    ...createOutputClasses(resource, entityClass),
  };
}

/**
 * Whether the body of an upsert is that of a create: it demands what it takes of its key, and takes no rows that only
 * come with a new one. Which these are is known when the targets of relations are.
 */
function isCreate({ upsertKey, relations }: Resource): boolean {
  if (upsertKey === undefined) return true;
  return (
    !upsertKey.some(({ optional, creatable }) => optional && creatable) &&
    ![...relations.values()].some(({ writes }) => writes === 'create')
  );
}

/** What a body may name, with the version that the row must still have. */
function inputFields(resource: Resource, operation: BodyOperation): readonly Field[] {
  const { ofField } = itemTerms(resource, operation);
  const brought = new Set([...resource.relations.values()].flatMap(broughtKey));
  return resource.fields.flatMap((field) => {
    const { use, isRequired } = ofField(field);
    if (use === 'version') return versionCondition(field);
    if (use === 'none' || use === 'unknown') return [];
    const isFoundBy = operation === 'upsert' && resource.upsertKey?.includes(field);
    if (brought.has(field) && !isFoundBy) return { ...field, optional: true };
    return isRequired ? { ...field, optional: false } : field;
  });
}

/** Fields that are not sent where a new row is sent for their relation. */
function broughtKey({ writes, foreignKey }: Relation): readonly Field[] {
  return writes === 'create' ? (foreignKey ?? []) : [];
}

function createOutputClasses(
  resource: Resource,
  entityClass: Type<object> | undefined,
): Pick<PayloadClasses, 'read' | 'list'> {
  const { view, read, list, computed } = resource.representation;
  if (view !== undefined) return { read: documentView(view), list: view };
  const create = (suffix: OutputSuffix, fields: readonly Field[]): Type<object> => {
    const target = createOutputClass(resource, suffix, shapeOf(fields), entityClass);
    addComputedFields(target, computed, entityClass);
    return target;
  };
  const item = create('Dto', read);
  return { read: item, list: areSame(read, list) ? item : create('ListItemDto', list) };
}

function areSame(left: readonly Field[], right: readonly Field[]): boolean {
  return left.length === right.length && left.every((field, index) => field === right[index]);
}
