import type { Type } from '@nestjs/common';
import { Type as TypeDecorator } from 'class-transformer';
import { ValidateIf, ValidateNested, ValidationTypes } from 'class-validator';
import { COLUMN_RULES } from './column-rules.js';
import { columnValidators } from './column-validators.js';
import { defineProperty, designTypeOf, documentationOf, enumNameOf } from './dto-property.js';
import {
  copyObjectRules,
  copyRules,
  copyTransforms,
  embeddedClassOf,
  entityRulesOf,
  rulesForOperation,
  type EntityRule,
  type WriteOperation,
} from './entity-rules.js';
import type { Field } from '../resource/field.js';
import { fieldExample } from './field-example.js';
import { fieldSchema, type PropertySchema } from './field-schema.js';
import { addLateRules, withRules } from './late-rules.js';
import { namedClass, pascalCase } from './named-class.js';
import { fieldShapesOf, type FieldShape, type ObjectShape } from './payload-shape.js';
import { areRulesReflected, reflectRules } from './rule-schema.js';

/** What a class of a body is made of. */
export interface InputParts {
  /** What the names of the class and of those nested in it begin with: `CreateBook`. */
  readonly prefix: string;
  /** Resource whose fields they are: names of enum schemas begin with it. */
  readonly resourceName: string;
  readonly operation: WriteOperation;
  /** Names of the fields that say which row is meant, and always have to. */
  readonly rowNames?: ReadonlySet<string>;
}

/** A class under construction, with the entity class that its rules come from. */
interface Draft extends InputParts {
  readonly target: Type<object>;
  readonly source: Type<object> | undefined;
  readonly rules: ReadonlyMap<string, readonly EntityRule[]>;
}

/**
 * The class of a body: `CreateBookDto`, with a nested class for each embedded object. It carries Swagger metadata from the
 * columns, and {@link withRules} adds class-validator metadata from the columns and the entity's own class-validator and
 * class-transformer decorators.
 */
export function createInputClass(
  parts: InputParts,
  shape: ObjectShape,
  source: Type<object> | undefined,
): Type<object> {
  const target = namedClass(`${parts.prefix}${shape.path.map(pascalCase).join('')}Dto`);
  const draft: Draft = { ...parts, target, source, rules: entityRulesOf(source) };
  for (const member of shape.members.values()) {
    if (member.kind === 'field') addField(draft, member);
    else addObject(draft, member);
  }
  return target;
}

function addField(draft: Draft, shape: FieldShape): void {
  const { target, operation, source } = draft;
  const entityProperty = ruledProperty(draft, shape);
  const rules = rulesForOperation(rulesOf(draft, entityProperty), operation);
  defineProperty(target, shape.name, designTypeOf(shape.field), inputSchema(draft, shape, rules));
  addLateRules(target, () => {
    for (const decorate of columnValidators(shape.field, mayBeAbsent(draft, shape.field)))
      decorate(target.prototype as object, shape.name);
    copyRules(rules, { target, property: shape.name, operation, source });
    if (source !== undefined && entityProperty !== undefined)
      copyTransforms(source, entityProperty, target, shape.name);
  });
}

/** What names a row or its version is compared and not stored, so the entity's rules are not about it. */
function ruledProperty({ rowNames }: Draft, { field, entityProperty }: FieldShape): string | undefined {
  return field.role === 'version' || rowNames?.has(field.name) ? undefined : entityProperty;
}

function mayBeAbsent({ operation, rowNames }: Draft, { name, optional }: Field): boolean {
  return !rowNames?.has(name) && (operation === 'update' || optional);
}

function inputSchema(draft: Draft, shape: FieldShape, rules: readonly EntityRule[]): PropertySchema {
  const { field } = shape;
  const schema = fieldSchema(field, enumNameOf(draft.resourceName, field));
  if (field.role === 'key' && field.type === 'string') schema['minLength'] = 1;
  reflectRules(schema, rules);
  const isDemanded = rules.some((rule) => rule.type === ValidationTypes.IS_DEFINED);
  const example = areRulesReflected(rules, field.type) ? fieldExample(field, schema) : undefined;
  return {
    required: !mayBeAbsent(draft, field) || (draft.operation !== 'update' && isDemanded),
    ...schema,
    ...(draft.operation !== 'update' && field.default !== undefined && { default: field.default }),
    ...(!field.readable && { writeOnly: true }),
    ...(example !== undefined && { example }),
    ...documentationOf(draft.source, shape.entityProperty),
  };
}

function addObject(draft: Draft, shape: ObjectShape): void {
  const { target } = draft;
  const fields = [...fieldShapesOf(shape)].map((member) => member.field);
  const nested = createInputClass(draft, shape, embeddedClassOf(draft.source, shape.entityProperty));
  const required = fields.some((field) => !mayBeAbsent(draft, field));
  const nullable = fields.every((field) => field.nullable);
  const words = documentationOf(draft.source, shape.entityProperty);
  defineProperty(target, shape.name, nested, { type: () => nested, required, ...(nullable && { nullable }), ...words });
  addLateRules(target, () => {
    const prototype = target.prototype as object;
    withRules(nested);
    TypeDecorator(() => nested)(prototype, shape.name);
    ValidateIf((_, value) => value !== undefined && value !== null, COLUMN_RULES)(prototype, shape.name);
    ValidateNested()(prototype, shape.name);
    const { operation, source } = draft;
    copyObjectRules(rulesOf(draft, shape.entityProperty), { target, property: shape.name, operation, source });
  });
}

function rulesOf({ rules }: Draft, property: string | undefined): readonly EntityRule[] {
  return property === undefined ? [] : (rules.get(property) ?? []);
}
