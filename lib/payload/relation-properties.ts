import type { Type } from '@nestjs/common';
import { ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { Type as TypeDecorator } from 'class-transformer';
import { IsArray, IsObject, ValidateIf, ValidateNested } from 'class-validator';
import { entityClassOf } from '../resource/entity-target.js';
import type { Relation, Resource } from '../resource/resource.js';
import { isOpenRelation, itemTerms } from './body-terms.js';
import { COLUMN_RULES } from './column-rules.js';
import { defineProperty } from './dto-property.js';
import { copyObjectRules, entityRulesOf, type BodyOperation } from './entity-rules.js';
import type { PropertySchema } from './field-schema.js';
import { addLateRules, withRules } from './late-rules.js';
import { relatedClassesOf, type RelatedClasses } from './related-class.factory.js';

/**
 * Adds to the class of a body what it may bring for relations. Not before the relations are joined, for new rows are
 * described by the target.
 */
export function addRelationProperties(target: Type<object>, resource: Resource, operation: BodyOperation): void {
  const { ofRelation } = itemTerms(resource, operation);
  for (const relation of resource.relations.values()) {
    const terms = ofRelation(relation);
    if (isOpenRelation(terms)) addProperty(target, relation, operation, terms === 'required');
  }
}

function addProperty(target: Type<object>, relation: Relation, operation: BodyOperation, required: boolean): void {
  const { name, source } = relation;
  const classes = relatedClassesOf(relation);
  const models = [classes.link, classes.create].flatMap((model) => model ?? []);
  ApiExtraModels(...models)(target);
  defineProperty(target, name, relation.kind === 'many' ? Array : models[0], {
    required,
    description: relation.description ?? describe(relation, classes),
    ...schemaOf(relation, models),
  });
  addLateRules(target, () => {
    models.forEach(withRules);
    validate(target.prototype as object, relation, models, required);
    const entityClass = entityClassOf(source.entity);
    const rules = entityRulesOf(entityClass).get(relation.property) ?? [];
    const ruled = operation === 'upsert' ? 'create' : operation;
    copyObjectRules(rules, { target, property: name, operation: ruled, source: entityClass });
  });
}

function schemaOf({ kind, nullable }: Relation, models: readonly Type<object>[]): PropertySchema {
  if (kind === 'one') return { type: () => models[0], ...(nullable && { nullable: true }) };
  if (models.length === 1) return { type: () => [models[0]] };
  return { type: 'array', items: { anyOf: models.map((model) => ({ $ref: getSchemaPath(model) })) } };
}

function describe({ kind, target, foreignKey = [] }: Relation, { link, create }: RelatedClasses): string {
  if (kind === 'one') {
    const names = foreignKey.map(({ name }) => `\`${name}\``).join(', ');
    return `A new ${target.name}${names === '' ? '' : `, in the place of ${names}`}.`;
  }
  if (link === undefined) return `New rows of ${target.name}.`;
  return create === undefined
    ? `Keys of rows of ${target.name}: from then on these and no others.`
    : `Keys of rows of ${target.name} and new ones: from then on these and no others.`;
}

/** For a pipe of the host; the rows are checked by our own parser in more detail. */
function validate(
  prototype: object,
  { kind, name, nullable }: Relation,
  models: readonly Type<object>[],
  required: boolean,
): void {
  const isChecked = (_: object, value: unknown): boolean =>
    !(!required && value === undefined) && !(nullable && value === null);
  const each = kind === 'many';
  const decorators = [ValidateIf(isChecked, COLUMN_RULES), each ? IsArray(COLUMN_RULES) : IsObject(COLUMN_RULES)];
  // An object that may be of two classes is of neither before it is read.
  if (models.length === 1)
    decorators.push(
      TypeDecorator(() => models[0]!),
      ValidateNested({ ...COLUMN_RULES, each }),
    );
  for (const decorate of decorators) decorate(prototype, name);
}
