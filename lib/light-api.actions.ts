import type { Provider, Type } from '@nestjs/common';
import { createActionController, type ActionControllerParts } from './http/action.controller.factory.js';
import { LIGHT_API_FEATURE, resourceRepositoryToken } from './light-api.constants.js';
import type { LinkedFeature } from './light-api.linked-feature.js';
import { lookupIn } from './light-api.repository-lookup.js';
import type { ResourceRepository } from './repository/resource-repository.js';
import type { Resource } from './resource/resource.js';
import { ResourceRegistry } from './resource/resource.registry.js';
import { ResourceActions } from './service/resource-actions.js';

/** What the actions of one resource add to Nest's container. */
export interface ActionClasses {
  readonly controller: Type<object>;
  readonly providers: readonly Provider[];
}

/** A controller for the actions, and what makes their classes; `undefined` for a resource without any. */
export function createActionClasses(parts: Omit<ActionControllerParts, 'actions'>): ActionClasses | undefined {
  const { resource } = parts;
  if (resource.actions.size === 0) return undefined;
  const actions = `LightApi:${resource.name}Actions`;
  const types = [...resource.actions.values()].flatMap(({ code }) => (code.kind === 'class' ? code.type : []));
  return {
    controller: createActionController({ ...parts, actions }),
    providers: [actionsProvider(resource, actions), ...types],
  };
}

function actionsProvider(resource: Resource, token: string): Provider {
  return {
    provide: token,
    inject: [resourceRepositoryToken(resource.name), LIGHT_API_FEATURE, { token: ResourceRegistry, optional: true }],
    useFactory: (
      repository: ResourceRepository,
      { links }: LinkedFeature,
      registry?: ResourceRegistry<LinkedFeature>,
    ) => {
      const repositoryOf = (other: Resource): ResourceRepository => lookupIn(registry!)(other).repository;
      // Without a link there is a boot error, which is told before anybody could ask.
      const { entities } = links.get(resource.name) ?? {};
      return new ResourceActions({ resource, repository, repositoryOf, entities: entities! });
    },
  };
}
