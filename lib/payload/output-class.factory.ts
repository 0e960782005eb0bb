import type { Type } from '@nestjs/common';
import type { ComputedField, Resource } from '../resource/resource.js';
import { defineProperty, designTypeOf, documentationOf, enumNameOf } from './dto-property.js';
import { embeddedClassOf } from './entity-rules.js';
import { fieldExample } from './field-example.js';
import { fieldSchema, type PropertySchema } from './field-schema.js';
import { namedClass, pascalCase } from './named-class.js';
import { fieldShapesOf, type FieldShape, type ObjectShape } from './payload-shape.js';

/** `Dto` for an item, `ListItemDto` for a row of a list. */
export type OutputSuffix = 'Dto' | 'ListItemDto';

const COMPUTED_TYPES: Readonly<
  Record<ComputedField['type'], { readonly designType: unknown; readonly schema: PropertySchema }>
> = {
  string: { designType: String, schema: { type: 'string' } },
  number: { designType: Number, schema: { type: 'number' } },
  boolean: { designType: Boolean, schema: { type: 'boolean' } },
  datetime: { designType: String, schema: { type: 'string', format: 'date-time' } },
  json: { designType: Object, schema: { anyOf: [{}] } },
};

/**
 * The class of an answer: `BookDto`, with a nested class for each embedded object. Carries Swagger metadata only. What not
 * everybody may read may be absent.
 */
export function createOutputClass(
  resource: Resource,
  suffix: OutputSuffix,
  shape: ObjectShape,
  source: Type<object> | undefined,
): Type<object> {
  const isRuled = ({ field }: FieldShape): boolean => resource.access.fields.get(field)?.readable !== undefined;
  const target = namedClass(`${resource.name}${shape.path.map(pascalCase).join('')}${suffix}`);
  for (const member of shape.members.values()) {
    if (member.kind === 'field') {
      defineProperty(target, member.name, designTypeOf(member.field), {
        ...outputSchema(resource.name, member, source),
        ...(isRuled(member) && { required: false }),
      });
      continue;
    }
    const nested = createOutputClass(resource, suffix, member, embeddedClassOf(source, member.entityProperty));
    const words = documentationOf(source, member.entityProperty);
    const below = [...fieldShapesOf(member)];
    const isReadOnly = below.every(({ field }) => !field.creatable && !field.updatable);
    defineProperty(target, member.name, nested, {
      type: () => nested,
      ...(isReadOnly && { readOnly: true }),
      ...(below.every(isRuled) && { required: false }),
      ...words,
    });
  }
  return target;
}

/** Adds the getters of the entity that are exposed; they may be absent, since a getter may have nothing to say. */
export function addComputedFields(
  target: Type<object>,
  computed: readonly ComputedField[],
  source: Type<object> | undefined,
): void {
  for (const { name, property, type } of computed) {
    const { designType, schema } = COMPUTED_TYPES[type];
    defineProperty(target, name, designType, {
      ...schema,
      required: false,
      readOnly: true,
      ...documentationOf(source, property),
    });
  }
}

function outputSchema(
  resourceName: string,
  { field, entityProperty }: FieldShape,
  source: Type<object> | undefined,
): PropertySchema {
  const schema = fieldSchema(field, enumNameOf(resourceName, field));
  const example = fieldExample(field, schema);
  return {
    ...schema,
    ...(!field.creatable && !field.updatable && { readOnly: true }),
    ...(example !== undefined && { example }),
    ...documentationOf(source, entityProperty),
  };
}
