import type { Type } from '@nestjs/common';
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

const made = new WeakMap<Relation, RelatedClasses>();

/** The classes of a relation that is joined with its target; made once. */
export function relatedClassesOf(relation: Relation): RelatedClasses {
  const known = made.get(relation);
  if (known !== undefined) return known;
  const classes = {
    create: relation.writes === 'create' ? createRowClass(relation) : undefined,
    link: takesLinks(relation) ? createLinkClass(relation) : undefined,
  };
  made.set(relation, classes);
  return classes;
}

/** Rows of a many-to-many relation exist for themselves; other rows are linked by the field that holds their key. */
function takesLinks({ kind, inverseKey, writes }: Relation): boolean {
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
