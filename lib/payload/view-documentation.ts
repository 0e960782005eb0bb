import type { Type } from '@nestjs/common';
import { ApiProperty, DECORATORS } from '@nestjs/swagger';
import { TransformationType } from 'class-transformer';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import type { PropertySchema } from './field-schema.js';

const SCHEMAS: ReadonlyMap<unknown, PropertySchema> = new Map<unknown, PropertySchema>([
  [String, { type: 'string', nullable: true }],
  [Number, { type: 'number', nullable: true }],
  [Boolean, { type: 'boolean', nullable: true }],
  [Date, { type: 'string', format: 'date-time', nullable: true }],
]);

/** Swagger would write `type: object` for a property without a type; one empty alternative says "anything". */
const ANYTHING: PropertySchema = { anyOf: [{}] };

/**
 * Documents what a view class exposes and its author has not documented: with the type that TypeScript recorded, or as
 * anything where a `@Transform` may change it. Every property may be null, since types say nothing of that at run time.
 */
export function documentView(view: Type<object>): Type<object> {
  const prototype = view.prototype as object;
  for (const property of defaultMetadataStorage.getExposedProperties(view, TransformationType.CLASS_TO_PLAIN)) {
    const name = defaultMetadataStorage.findExposeMetadata(view, property)?.options.name ?? property;
    if ([property, name].some((known) => isDocumented(prototype, known))) continue;
    const schema = isTransformed(view, property)
      ? undefined
      : SCHEMAS.get(Reflect.getMetadata('design:type', prototype, property));
    ApiProperty({ required: false, readOnly: true, ...(schema ?? ANYTHING) })(prototype, name);
  }
  return view;
}

function isDocumented(prototype: object, property: string): boolean {
  return Reflect.hasMetadata(DECORATORS.API_MODEL_PROPERTIES, prototype, property);
}

function isTransformed(view: Type<object>, property: string): boolean {
  const { CLASS_TO_PLAIN, PLAIN_TO_CLASS } = TransformationType;
  return [CLASS_TO_PLAIN, PLAIN_TO_CLASS].some(
    (direction) => defaultMetadataStorage.findTransformMetadatas(view, property, direction).length > 0,
  );
}
