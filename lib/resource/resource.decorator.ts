import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import type { ResourceOptions } from './resource.options.js';

const RESOURCE_OPTIONS = Symbol.for('nestjs-lightapi:resource-options');

/**
 * Says on an entity how it is exposed. Optional; options given to `forFeature` win over it, and both win over
 * `forRoot({ defaults })`.
 *
 * @example
 * ```ts
 * @Resource<Book>({ ordering: ['-publishedAt'], search: ['title'] })
 * @Entity()
 * export class Book { … }
 * ```
 */
export function Resource<Entity extends object = object>(options: ResourceOptions<Entity> = {}) {
  return (entityClass: Type<Entity>): void => Reflect.defineMetadata(RESOURCE_OPTIONS, options, entityClass);
}

/** The options that `@Resource` left on an entity class itself, not on its parents. */
export function resourceOptionsOf(entityClass: Type<object>): ResourceOptions | undefined {
  return Reflect.getOwnMetadata(RESOURCE_OPTIONS, entityClass) as ResourceOptions | undefined;
}
