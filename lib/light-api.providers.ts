import type { Provider, Type } from '@nestjs/common';
import { entityClassOf } from './resource/entity-target.js';
import type { Resource } from './resource/resource.js';
import { createOptionsController } from './http/allow.controller.js';
import { createRequestReaders } from './http/request-readers.js';
import { createResourceController, type Enhancers } from './http/resource-controller.factory.js';
import { LIGHT_API_FEATURE, resourceRepositoryToken } from './light-api.constants.js';
import type { LinkedFeature } from './light-api.linked-feature.js';
import { LIGHT_API_OPTIONS } from './light-api.module-definition.js';
import type { LightApiRuntimeOptions } from './light-api.options.js';
import { createPayloadClasses } from './payload/payload-class.factory.js';
import { compilePayloadParser } from './payload/payload.parser.js';
import { FLAT_DIALECT } from './query/dialects/flat.dialect.js';
import { compileParameterTable } from './query/parameter-table.js';
import type { ResourceRepository } from './repository/resource-repository.js';
import { ResourceService } from './service/resource.service.js';

/** What a context adds to Nest's container. */
export interface FeatureClasses {
  readonly controllers: Type<unknown>[];
  readonly providers: Provider[];
  readonly exports: Type<unknown>[];
}

/** Resources in, classes out: a controller and a service for each, and the providers behind them. Pure. */
export function createFeatureClasses(
  context: string,
  resources: readonly Resource[],
  enhancersOf: (resource: Resource) => Enhancers,
): FeatureClasses {
  const classes: FeatureClasses = { controllers: [], providers: [], exports: [] };
  for (const resource of resources) {
    const service = createServiceClass(resource);
    const table = compileParameterTable(resource);
    const payloadClasses = createPayloadClasses(resource, entityClassOf(resource.entity));
    const readers = createRequestReaders(table, FLAT_DIALECT, compilePayloadParser(resource, payloadClasses));
    classes.controllers.push(
      createResourceController({
        resource,
        service,
        table,
        readers,
        classes: payloadClasses,
        enhancers: enhancersOf(resource),
      }),
    );
    classes.providers.push(repositoryProvider(resource), serviceProvider(resource, service));
    classes.exports.push(service);
  }
  if (resources.length > 0) classes.controllers.push(createOptionsController(context, resources));
  return classes;
}

function createServiceClass(resource: Resource): Type<ResourceService> {
  const name = `${resource.name}Service`;
  return { [name]: class extends ResourceService {} }[name]!;
}

function repositoryProvider(resource: Resource): Provider {
  return {
    provide: resourceRepositoryToken(resource.name),
    inject: [LIGHT_API_FEATURE],
    useFactory: ({ links }: LinkedFeature) => links.get(resource.name)?.repository,
  };
}

function serviceProvider(resource: Resource, service: Type<ResourceService>): Provider {
  return {
    provide: service,
    // Optional, so that a missing forRoot is told by the feature, in our words and not in those of the container.
    inject: [resourceRepositoryToken(resource.name), { token: LIGHT_API_OPTIONS, optional: true }],
    useFactory: (repository: ResourceRepository, options?: LightApiRuntimeOptions) =>
      new service(resource, repository, options?.publicUrl?.replace(/\/$/, '') ?? ''),
  };
}
