import type { Type } from '@nestjs/common';
import { ApiProperty, DECORATORS, type ApiPropertyOptions } from '@nestjs/swagger';
import type { Field, FieldType } from '../resource/field.js';
import type { PropertySchema } from './field-schema.js';
import { pascalCase } from './named-class.js';

const DESIGN_TYPES: Readonly<Partial<Record<FieldType, unknown>>> = {
  int: Number,
  float: Number,
  boolean: Boolean,
  json: Object,
};

/** Words for people that an entity's own `@ApiProperty` may add; the rest comes from the column. */
const DOCUMENTATION = ['title', 'description', 'example', 'deprecated', 'externalDocs'] as const;

/** Declares a property on a generated class, the way a decorator in source code would. */
export function defineProperty(target: Type<object>, name: string, designType: unknown, schema: PropertySchema): void {
  const prototype = target.prototype as object;
  Reflect.defineMetadata('design:type', designType, prototype, name);
  ApiProperty(schema as ApiPropertyOptions)(prototype, name);
}

/** The constructor that TypeScript would record for the field as JSON carries it. */
export function designTypeOf(field: Field): unknown {
  if (field.isArray) return Array;
  if (field.type === 'enum') return field.enumValues?.every((value) => typeof value === 'number') ? Number : String;
  return DESIGN_TYPES[field.type] ?? String;
}

/** Name of the schema that holds an enum's values, the same in every class: `BookStatus`. */
export function enumNameOf(resourceName: string, field: Field): string {
  return resourceName + field.path.map(pascalCase).join('');
}

/** What `@ApiProperty` on the entity's own property says for people. */
export function documentationOf(source: Type<object> | undefined, property: string | undefined): PropertySchema {
  const words: PropertySchema = {};
  if (source === undefined || property === undefined) return words;
  const declared = Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, source.prototype as object, property) as
    PropertySchema | undefined;
  for (const word of DOCUMENTATION) {
    if (declared?.[word] !== undefined) words[word] = declared[word];
  }
  return words;
}
