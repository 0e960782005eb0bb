import type { Type } from '@nestjs/common';
import { weaklyOf } from '../common/weakly.js';
import { entityClassOf } from '../resource/entity-target.js';
import type { Relation } from '../resource/resource.js';
import { createInputClass } from './input-class.factory.js';
import { pascalCase } from './named-class.js';
import { shapeOf } from './payload-shape.js';

/** The classes of the rows that a body brings for a relation. */
export interface RelatedClasses {
  /** `NewOrderItemsDto`: a new row; absent where the relation takes rows that exist only. */
  readonly create: Type<object> | undefined;
  /** `LinkBookTagsDto`: the key of a row that exists; absent where the relation takes new rows only. */
  readonly link: Type<object> | undefined;
}

/** The classes of a relation that is joined with its target. */
export const relatedClassesOf = weaklyOf((relation: Relation): RelatedClasses => ({
  create: takesNewRows(relation) ? createRowClass(relation) : undefined,
  link: takesLinks(relation) ? createLinkClass(relation) : undefined,
}));

/** Whether a body may bring new rows for the relation. */
export function takesNewRows({ writes }: Relation): boolean {
  return writes === 'create';
}

/** Whether it may name rows. Those of a many-to-many relation exist for themselves; other rows are linked by the field that holds their key. */
export function takesLinks({ kind, inverseKey, writes }: Relation): boolean {
  return kind === 'many' && inverseKey === undefined && writes !== 'none';
}

/** The foreign key of a new row is that of the row which brings it. */
function createRowClass(relation: Relation): Type<object> {
  const { target, inverseKey = [] } = relation;
  const fields = target.fields.filter((field) => field.creatable && !inverseKey.includes(field));
  return createInputClass(
    { prefix: `New${nameOf(relation)}`, resourceName: target.name, operation: 'create' },
    shapeOf(fields),
    entityClassOf(target.entity),
  );
}

function createLinkClass(relation: Relation): Type<object> {
  const { name, key } = relation.target;
  return createInputClass(
    {
      prefix: `Link${nameOf(relation)}`,
      resourceName: name,
      operation: 'create',
      rowNames: new Set(key.map((field) => field.name)),
    },
    shapeOf(key),
    entityClassOf(relation.target.entity),
  );
}

function nameOf({ source, name }: Relation): string {
  return source.name + pascalCase(name);
}
