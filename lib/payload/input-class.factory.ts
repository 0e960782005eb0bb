import type { Type } from '@nestjs/common';
import { Type as TypeDecorator } from 'class-transformer';
import { ValidateIf, ValidateNested, ValidationTypes } from 'class-validator';
import { COLUMN_RULES } from './column-rules.js';
import { columnValidators } from './column-validators.js';
import { defineProperty, designTypeOf, documentationOf, enumNameOf } from './dto-property.js';
import {
  copyRules,
  copyTransforms,
  embeddedClassOf,
  entityRulesOf,
  rulesForOperation,
  type EntityRule,
  type WriteOperation,
} from './entity-rules.js';
import { fieldExample } from './field-example.js';
import { fieldSchema, type PropertySchema } from './field-schema.js';
import { namedClass, pascalCase } from './named-class.js';
import { fieldShapesOf, type FieldShape, type ObjectShape } from './payload-shape.js';
import { areRulesReflected, reflectRules } from './rule-schema.js';

const VERBS: Readonly<Record<WriteOperation, string>> = { create: 'Create', replace: 'Replace', update: 'Update' };

/** A class under construction, with the entity class that its rules come from. */
interface Draft {
  readonly resourceName: string;
  readonly operation: WriteOperation;
  readonly target: Type<object>;
  readonly source: Type<object> | undefined;
  readonly rules: ReadonlyMap<string, readonly EntityRule[]>;
}

/**
 * The class of a body: `CreateBookDto`, with a nested class for each embedded object. It carries class-validator and
 * Swagger metadata from the columns, and the entity's own class-validator and class-transformer decorators.
 */
export function createInputClass(
  resourceName: string,
  operation: WriteOperation,
  shape: ObjectShape,
  source: Type<object> | undefined,
): Type<object> {
  const target = namedClass(`${VERBS[operation]}${resourceName}${shape.path.map(pascalCase).join('')}Dto`);
  const draft: Draft = { resourceName, operation, target, source, rules: entityRulesOf(source) };
  for (const member of shape.members.values()) {
    if (member.kind === 'field') addField(draft, member);
    else addObject(draft, member);
  }
  return target;
}

function addField(draft: Draft, shape: FieldShape): void {
  const { target, operation, source } = draft;
  const rules = rulesOf(draft, shape.entityProperty);
  defineProperty(target, shape.name, designTypeOf(shape.field), inputSchema(draft, shape, rules));
  for (const decorate of columnValidators(shape.field, operation)) decorate(target.prototype as object, shape.name);
  copyRules(rules, target, shape.name, operation);
  if (source !== undefined && shape.entityProperty !== undefined)
    copyTransforms(source, shape.entityProperty, target, shape.name);
}

function inputSchema(draft: Draft, shape: FieldShape, rules: readonly EntityRule[]): PropertySchema {
  const { field } = shape;
  const schema = fieldSchema(field, enumNameOf(draft.resourceName, field));
  if (field.role === 'key' && field.type === 'string') schema['minLength'] = 1;
  reflectRules(schema, rules);
  const isDemanded = rules.some((rule) => rule.type === ValidationTypes.IS_DEFINED);
  const example = areRulesReflected(rules, field.type) ? fieldExample(field, schema) : undefined;
  return {
    required: draft.operation !== 'update' && (!field.optional || isDemanded),
    ...schema,
    ...(draft.operation !== 'update' && field.default !== undefined && { default: field.default }),
    ...(!field.readable && { writeOnly: true }),
    ...(example !== undefined && { example }),
    ...documentationOf(draft.source, shape.entityProperty),
  };
}

function addObject(draft: Draft, shape: ObjectShape): void {
  const { operation, target } = draft;
  const fields = [...fieldShapesOf(shape)].map((member) => member.field);
  const nested = createInputClass(
    draft.resourceName,
    operation,
    shape,
    embeddedClassOf(draft.source, shape.entityProperty),
  );
  const required = operation !== 'update' && fields.some((field) => !field.optional);
  const nullable = fields.every((field) => field.nullable);
  const words = documentationOf(draft.source, shape.entityProperty);
  defineProperty(target, shape.name, nested, { type: () => nested, required, ...(nullable && { nullable }), ...words });
  const prototype = target.prototype as object;
  TypeDecorator(() => nested)(prototype, shape.name);
  ValidateIf((_, value) => value !== undefined && value !== null, COLUMN_RULES)(prototype, shape.name);
  ValidateNested()(prototype, shape.name);
  const own = rulesOf(draft, shape.entityProperty).filter((rule) => rule.type !== ValidationTypes.NESTED_VALIDATION);
  copyRules(own, target, shape.name, operation);
}

function rulesOf(draft: Draft, property: string | undefined): readonly EntityRule[] {
  return rulesForOperation(property === undefined ? [] : (draft.rules.get(property) ?? []), draft.operation);
}
