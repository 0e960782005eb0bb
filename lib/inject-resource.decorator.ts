import { Inject } from '@nestjs/common';
import { entityNameOf, type EntityTarget } from './resource/entity-target.js';
import { resourceServiceToken } from './light-api.constants.js';

/**
 * Injection token of the {@link ResourceService} of an entity, for tests and factories.
 *
 * @param resource name of the resource, for an entity that is exposed under another name or more than once. Default: the
 * entity's class name
 */
export function getResourceToken(entity: EntityTarget, resource?: string): string {
  return resourceServiceToken(resource ?? entityNameOf(entity));
}

/**
 * Injects the {@link ResourceService} of an entity, anywhere in the application.
 *
 * @param resource name of the resource, for an entity that is exposed under another name or more than once
 * @example
 * ```ts
 * constructor(@InjectResource(Book) private readonly books: ResourceService<Book>) {}
 * ```
 */
export function InjectResource(entity: EntityTarget, resource?: string): ParameterDecorator & PropertyDecorator {
  return Inject(getResourceToken(entity, resource));
}
