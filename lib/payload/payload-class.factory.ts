import type { Type } from '@nestjs/common';
import type { Field } from '../resource/field.js';
import type { Resource } from '../resource/resource.js';
import { createInputClass } from './input-class.factory.js';
import { addComputedFields, createOutputClass, type OutputSuffix } from './output-class.factory.js';
import { shapeOf } from './payload-shape.js';
import { documentView } from './view-documentation.js';

/** The classes of everything that travels for one resource, as controllers declare them and Swagger documents them. */
export interface PayloadClasses {
  /** `CreateBookDto` */
  readonly create: Type<object>;
  /** `ReplaceBookDto` */
  readonly replace: Type<object>;
  /** `UpdateBookDto`: every property optional. */
  readonly update: Type<object>;
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
  const { name, fields } = resource;
  const creatable = shapeOf(fields.filter((field) => field.creatable));
  const updatable = shapeOf(fields.filter((field) => field.updatable));
  return {
    create: createInputClass(name, 'create', creatable, entityClass),
    replace: createInputClass(name, 'replace', updatable, entityClass),
    update: createInputClass(name, 'update', updatable, entityClass),
    ...createOutputClasses(resource, entityClass),
  };
}

function createOutputClasses(
  resource: Resource,
  entityClass: Type<object> | undefined,
): Pick<PayloadClasses, 'read' | 'list'> {
  const { view, read, list, computed } = resource.representation;
  if (view !== undefined) return { read: documentView(view), list: view };
  const create = (suffix: OutputSuffix, fields: readonly Field[]): Type<object> => {
    const target = createOutputClass(resource.name, suffix, shapeOf(fields), entityClass);
    addComputedFields(target, computed, entityClass);
    return target;
  };
  const item = create('Dto', read);
  return { read: item, list: areSame(read, list) ? item : create('ListItemDto', list) };
}

function areSame(left: readonly Field[], right: readonly Field[]): boolean {
  return left.length === right.length && left.every((field, index) => field === right[index]);
}
