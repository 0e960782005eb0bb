import type { LinkedFeature } from './light-api.linked-feature.js';
import type { LinkedResource } from './repository/typeorm/repository-lookup.js';
import type { Resource } from './resource/resource.js';
import type { ResourceRegistry } from './resource/resource.registry.js';

/** Finds what stores the rows of a resource in whichever context exposes it. */
export function lookupIn(
  registry: ResourceRegistry<LinkedFeature>,
): (resource: Pick<Resource, 'name'>) => LinkedResource {
  return ({ name }) => registry.features.map(({ links }) => links.get(name)).find((link) => link !== undefined)!;
}
