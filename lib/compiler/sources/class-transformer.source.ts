import { TransformationType } from 'class-transformer';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import type { Type } from '@nestjs/common';

/** What class-transformer's decorators on an entity class say about one property. */
export interface PropertyExposure {
  /** `@Exclude()` for answers. */
  readonly hiddenOut: boolean;
  /** `@Exclude()` for bodies. */
  readonly hiddenIn: boolean;
}

/** Reads `@Exclude()` of one property, its `toPlainOnly` and `toClassOnly` included. */
export function propertyExposure(entityClass: Type<object> | undefined, property: string): PropertyExposure {
  if (!entityClass) return { hiddenOut: false, hiddenIn: false };
  const excludedFor = (direction: TransformationType): boolean =>
    defaultMetadataStorage.getExcludedProperties(entityClass, direction).includes(property);
  return {
    hiddenOut: excludedFor(TransformationType.CLASS_TO_PLAIN),
    hiddenIn: excludedFor(TransformationType.PLAIN_TO_CLASS),
  };
}

/** Names of getters that the class exposes with `@Expose()`. */
export function exposedGetters(entityClass: Type<object> | undefined): string[] {
  if (!entityClass) return [];
  return defaultMetadataStorage
    .getExposedProperties(entityClass, TransformationType.CLASS_TO_PLAIN)
    .filter((property) => getterOf(entityClass.prototype as object, property));
}

function getterOf(prototype: object | null, property: string): boolean {
  for (let link = prototype; link && link !== Object.prototype; link = Object.getPrototypeOf(link) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(link, property);
    if (descriptor) return descriptor.get !== undefined;
  }
  return false;
}
