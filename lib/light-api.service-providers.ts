import type { FactoryProvider, Provider, Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { LightApiBootError, type BootProblem } from './compiler/boot.error.js';
import { CommitFeed } from './events/commit-feed.js';
import {
  LIGHT_API_FEATURE,
  resourceOperationsToken,
  resourceRepositoryToken,
  resourceServiceToken,
} from './light-api.constants.js';
import type { LinkedFeature } from './light-api.linked-feature.js';
import { LIGHT_API_OPTIONS } from './light-api.module-definition.js';
import type { LightApiRuntimeOptions } from './light-api.options.js';
import { lookupIn } from './light-api.repository-lookup.js';
import { createRowHooks, createServiceBinding } from './light-api.services.js';
import type { PayloadParser } from './payload/payload.parser.js';
import type { CursorSecret } from './query/cursor-secret.js';
import { once } from './common/once.js';
import type { ResourceRepository } from './repository/resource-repository.js';
import type { ResourceHooks } from './resource/resource-hooks.js';
import type { ResourceDeclaration } from './resource/resource.options.js';
import type { Resource } from './resource/resource.js';
import { ResourceRegistry } from './resource/resource.registry.js';
import { overriddenMethods } from './resource/service-methods.js';
import { OverriddenOperations } from './service/overridden.operations.js';
import type { ResourceOperations, ServiceParts } from './service/resource.operations.js';
import { ResourceService } from './service/resource.service.js';
import { bindService, isBound } from './service/service-binding.js';

/** Code of the application that a resource goes through. */
export interface ResourceExtensions {
  readonly hooks: readonly Type<ResourceHooks>[];
  readonly service: Type<ResourceService> | undefined;
}

export const NO_EXTENSIONS: ResourceExtensions = Object.freeze({ hooks: [], service: undefined });

/** What the providers of one resource are made of. */
export interface ServiceProviderParts {
  readonly resource: Resource;
  /** What its routes ask, as a class of its own. */
  readonly operations: Type<ResourceOperations>;
  readonly parser: PayloadParser;
  readonly cursorSecret: CursorSecret | undefined;
  readonly extensions: ResourceExtensions;
}

/** The operations of a resource, its service, and what is between them. */
export function serviceProviders(parts: ServiceProviderParts): Provider[] {
  return [innerProvider(parts), serviceProvider(parts), outerProvider(parts)];
}

/** What other modules may inject. */
export function exportedServices({ resource, extensions }: ServiceProviderParts): (Type<unknown> | string)[] {
  const token = resourceServiceToken(resource.name);
  return extensions.service === undefined ? [token] : [token, extensions.service];
}

export function extensionsOf({ hooks = [], service }: ResourceDeclaration): ResourceExtensions {
  if (hooks.length === 0 && service === undefined) return NO_EXTENSIONS;
  return { hooks, service: service as Type<ResourceService> | undefined };
}

/** Classes of the application that the container has to make. */
export function classesOf({ hooks = [], service }: ResourceDeclaration): readonly Type<object>[] {
  return service === undefined ? hooks : [...hooks, service];
}

/** Those that the context does not provide itself, each once. */
export function madeHere(classes: readonly Type<object>[], own: readonly Provider[]): readonly Type<object>[] {
  const provided = new Set(own.map((provider) => (typeof provider === 'function' ? provider : provider.provide)));
  return [...new Set(classes)].filter((made) => !provided.has(made));
}

/** The operations with hooks, and without what a service overrides. */
function innerProvider({ resource, operations, extensions }: ServiceProviderParts): FactoryProvider {
  return {
    provide: resourceOperationsToken(resource.name),
    // Optional, so that a missing forRoot is told by the feature, in our words and not in those of the container.
    inject: [
      resourceRepositoryToken(resource.name),
      LIGHT_API_FEATURE,
      ModuleRef,
      { token: LIGHT_API_OPTIONS, optional: true },
      { token: ResourceRegistry, optional: true },
      { token: CommitFeed, optional: true },
    ],
    useFactory: (
      repository: ResourceRepository,
      { idempotency }: LinkedFeature,
      modules: ModuleRef,
      options?: LightApiRuntimeOptions,
      registry?: ResourceRegistry<LinkedFeature>,
      feed?: CommitFeed,
    ) => {
      // Hooks may inject services, this one's as well, so they are asked for when all of them are made.
      const hooks = once(() => extensions.hooks.map((hook) => modules.get<ResourceHooks>(hook, { strict: true })));
      const hooksOf = (): readonly ResourceHooks[] => (extensions.hooks.length === 0 ? [] : hooks());
      const own: ServiceParts = {
        resource,
        repository,
        repositoryOf: (other) => lookupIn(registry!)(other).repository,
        idempotency,
        publicUrl: options?.publicUrl?.replace(/\/$/, '') ?? '',
        hooks: createRowHooks(resource, hooksOf, registry!, feed!),
      };
      return new operations(own);
    },
  };
}

function serviceProvider({ resource, parser, cursorSecret, extensions }: ServiceProviderParts): FactoryProvider {
  const { service } = extensions;
  return {
    provide: resourceServiceToken(resource.name),
    inject: [
      resourceOperationsToken(resource.name),
      { token: ResourceRegistry, optional: true },
      ...(service === undefined ? [] : [service]),
    ],
    useFactory: (
      inner: ResourceOperations,
      registry: ResourceRegistry<LinkedFeature>,
      own: ResourceService = new ResourceService(),
    ) => {
      if (isBound(own)) throw new LightApiBootError([servesTwo(resource, own)]);
      bindService(own, createServiceBinding(resource, inner, parser, registry, cursorSecret));
      return own;
    },
  };
}

/** What the routes ask: the service where it does something in its own way. */
function outerProvider({ resource, operations, extensions }: ServiceProviderParts): FactoryProvider {
  const methods = overriddenMethods(extensions.service);
  return {
    provide: operations,
    inject: [resourceOperationsToken(resource.name), resourceServiceToken(resource.name)],
    useFactory: (inner: ResourceOperations, service: ResourceService) =>
      methods.size === 0 ? inner : new OverriddenOperations(inner, service, methods),
  };
}

function servesTwo({ name, context }: Resource, service: ResourceService): BootProblem {
  return {
    code: 'LA071',
    resource: name,
    place: context,
    message: `service ${service.constructor.name} serves another resource already.`,
    fix: 'give each resource a class of its own',
  };
}
