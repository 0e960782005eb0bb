import type { Provider, Type } from '@nestjs/common';
import { HOST_PRINCIPALS, LIGHT_API_PRINCIPALS, type PrincipalSource } from './auth/principal-source.js';
import { createGuardClass, resourceGuardToken } from './auth/resource-guard.factory.js';
import { ResourceGuard } from './auth/resource.guard.js';
import { entityClassOf } from './resource/entity-target.js';
import type { Resource } from './resource/resource.js';
import type { ResourceSchemas, SchemasLookup } from './http/resource-schemas.js';
import { createOptionsController } from './http/allow.controller.js';
import { documentIncludes } from './http/included-relations.js';
import { describeController } from './http/openapi-operation.factory.js';
import { createRequestReaders } from './http/request-readers.js';
import { createResourceController, type Enhancers } from './http/resource-controller.factory.js';
import { LIGHT_API_FEATURE, resourceRepositoryToken } from './light-api.constants.js';
import type { LinkedFeature } from './light-api.linked-feature.js';
import { LIGHT_API_OPTIONS } from './light-api.module-definition.js';
import type { LightApiRuntimeOptions } from './light-api.options.js';
import { lookupIn } from './light-api.repository-lookup.js';
import { createPayloadClasses } from './payload/payload-class.factory.js';
import { compilePayloadParser } from './payload/payload.parser.js';
import { addRelationProperties } from './payload/relation-properties.js';
import type { CursorSecret } from './query/cursor-secret.js';
import { FLAT_DIALECT } from './query/dialects/flat.dialect.js';
import { compileParameterTable } from './query/parameter-table.js';
import type { ResourceRepository } from './repository/resource-repository.js';
import { ResourceRegistry } from './resource/resource.registry.js';
import { ResourceService, type ServiceParts } from './service/resource.service.js';

/** What a context adds to Nest's container. */
export interface FeatureClasses {
  readonly controllers: Type<unknown>[];
  readonly providers: Provider[];
  readonly exports: Type<unknown>[];
  /** What there is to say of its resources in the OpenAPI document, by their names. */
  readonly schemas: ReadonlyMap<string, ResourceSchemas>;
  /** Says it, once the relations of every context are joined; done again it changes nothing. */
  readonly complete: (schemasOf: SchemasLookup) => void;
}

/** What the resources of an application share. */
export interface SharedParts {
  readonly cursorSecret: CursorSecret | undefined;
  /** Header fields that tell who asks. */
  readonly credentialFields: readonly string[];
}

/** Resources in, classes out: a controller and a service for each, and the providers behind them. Pure. */
export function createFeatureClasses(
  context: string,
  resources: readonly Resource[],
  enhancersOf: (resource: Resource) => Enhancers,
  { cursorSecret, credentialFields }: SharedParts,
): FeatureClasses {
  const controllers = new Map<Resource, Type<object>>();
  const providers: Provider[] = [];
  const exports: Type<unknown>[] = [];
  const schemas = new Map<string, ResourceSchemas>();
  for (const resource of resources) {
    const service = createServiceClass(resource);
    const guard = createGuardClass(resource);
    const table = compileParameterTable(resource, cursorSecret);
    const classes = createPayloadClasses(resource, entityClassOf(resource.entity));
    const parser = compilePayloadParser(resource, classes);
    const readers = createRequestReaders({ table, dialect: FLAT_DIALECT, parser });
    const enhancers = enhancersOf(resource);
    const dialect = FLAT_DIALECT;
    controllers.set(
      resource,
      createResourceController({
        resource,
        service,
        readers,
        dialect,
        cursorSecret,
        enhancers,
        guard,
        credentialFields,
      }),
    );
    providers.push(repositoryProvider(resource), serviceProvider(resource, service), guardProvider(resource));
    exports.push(service);
    schemas.set(resource.name, { table, classes });
  }
  const others = resources.length > 0 ? [createOptionsController(context, resources)] : [];
  return {
    controllers: [...controllers.values(), ...others],
    providers,
    exports,
    schemas,
    complete: documentOnce(controllers),
  };
}

function documentOnce(controllers: ReadonlyMap<Resource, Type<object>>): FeatureClasses['complete'] {
  let isDone = false;
  return (schemasOf) => {
    if (isDone) return;
    isDone = true;
    for (const [resource, controller] of controllers) {
      const { classes } = schemasOf(resource);
      addRelationProperties(resource, classes);
      documentIncludes(resource, [classes.read, classes.list], (target) => schemasOf(target).classes.list);
      describeController(controller, resource, schemasOf);
    }
  };
}

function createServiceClass(resource: Resource): Type<ResourceService> {
  const name = `${resource.name}Service`;
  return { [name]: class extends ResourceService {} }[name]!;
}

function guardProvider(resource: Resource): Provider {
  return {
    provide: resourceGuardToken(resource.name),
    inject: [{ token: LIGHT_API_PRINCIPALS, optional: true }],
    useFactory: (principals: PrincipalSource = HOST_PRINCIPALS) => new ResourceGuard(resource, principals),
  };
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
    inject: [
      resourceRepositoryToken(resource.name),
      LIGHT_API_FEATURE,
      { token: LIGHT_API_OPTIONS, optional: true },
      { token: ResourceRegistry, optional: true },
    ],
    useFactory: (
      repository: ResourceRepository,
      { idempotency }: LinkedFeature,
      options?: LightApiRuntimeOptions,
      registry?: ResourceRegistry<LinkedFeature>,
    ) => {
      const parts: ServiceParts = {
        resource,
        repository,
        repositoryOf: (other) => lookupIn(registry!)(other).repository,
        idempotency,
        publicUrl: options?.publicUrl?.replace(/\/$/, '') ?? '',
      };
      return new service(parts);
    },
  };
}
