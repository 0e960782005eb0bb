import type { Type } from '@nestjs/common';
import { weakly } from '../common/weakly.js';
import type { Field } from '../resource/field.js';
import type { Relation, Resource } from '../resource/resource.js';
import { itemTerms } from './body-terms.js';
import { createBulkClasses, type BulkClasses } from './bulk-class.factory.js';
import type { BodyOperation } from './entity-rules.js';
import { createInputClass } from './input-class.factory.js';
import { addComputedFields, createOutputClass, type OutputSuffix } from './output-class.factory.js';
import { shapeOf } from './payload-shape.js';
import { addRelationProperties } from './relation-properties.js';
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
 * The classes of a resource. Each is made when it is asked for: by a document, or by the first body where the entity has
 * decorators of its own. Not before the relations are joined.
 *
 * @param entityClass whose own class-validator, class-transformer and Swagger decorators the classes take over
 */
export function createPayloadClasses(resource: Resource, entityClass: Type<object> | undefined): PayloadClasses {
  const input = (verb: string, kind: BodyOperation): (() => Type<object>) =>
    weakly(() => createBodyClass(verb, kind, resource, entityClass));
  const create = input('Create', 'create');
  const replace = input('Replace', 'replace');
  const update = input('Update', 'update');
  const upsert = isCreate(resource) ? create : input('Upsert', 'upsert');
  const bulk = resource.bulk && weakly(() => createBulkClasses(resource, create(), entityClass)!);
  const answers = weakly(() => createOutputClasses(resource, entityClass));
  return {
    get create() {
      return create();
    },
    get replace() {
      return replace();
    },
    get update() {
      return update();
    },
    get upsert() {
      return upsert();
    },
    get bulk() {
      return bulk?.();
    },
    get read() {
      return answers().read;
    },
    get list() {
      return answers().list;
    },
  };
}

function createBodyClass(
  verb: string,
  kind: BodyOperation,
  resource: Resource,
  entityClass: Type<object> | undefined,
): Type<object> {
  const operation = kind === 'upsert' ? 'create' : kind;
  const parts = { prefix: verb + resource.name, resourceName: resource.name, operation };
  const body = createInputClass(parts, shapeOf(inputFields(resource, kind)), entityClass);
  addRelationProperties(body, resource, kind);
  return body;
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
