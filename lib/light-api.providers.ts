import type { Provider, Type } from '@nestjs/common';
import { HOST_PRINCIPALS, LIGHT_API_PRINCIPALS, type PrincipalSource } from './auth/principal-source.js';
import { createGuardClass, resourceGuardToken } from './auth/resource-guard.factory.js';
import { ResourceGuard } from './auth/resource.guard.js';
import { entityClassOf } from './resource/entity-target.js';
import type { Resource } from './resource/resource.js';
import type { ResourceSchemas, SchemasLookup } from './http/resource-schemas.js';
import { createOptionsController } from './http/allow.controller.js';
import { describeActions } from './http/openapi-action.factory.js';
import { weakly } from './common/weakly.js';
import { describeController } from './http/openapi-operation.factory.js';
import { createRequestReaders } from './http/request-readers.js';
import type { ResourceEnhancers } from './http/enhancers.js';
import type { ResourceController } from './http/resource.controller.js';
import { createResourceController } from './http/resource-controller.factory.js';
import { createActionClasses } from './light-api.actions.js';
import { LIGHT_API_FEATURE, resourceRepositoryToken } from './light-api.constants.js';
import type { LinkedFeature } from './light-api.linked-feature.js';
import {
  exportedServices,
  NO_EXTENSIONS,
  serviceProviders,
  type ResourceExtensions,
} from './light-api.service-providers.js';
import { createPayloadClasses } from './payload/payload-class.factory.js';
import { compilePayloadParser } from './payload/payload.parser.js';
import type { CursorSecret } from './query/cursor-secret.js';
import { FLAT_DIALECT } from './query/dialects/flat.dialect.js';
import { compileDocumentedTable, compileParameterTable } from './query/parameter-table.js';
import { ResourceOperations } from './service/resource.operations.js';

/** What a context adds to Nest's container. */
export interface FeatureClasses {
  readonly controllers: Type<unknown>[];
  readonly providers: Provider[];
  readonly exports: (Type<unknown> | string)[];
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

/** Resources in, classes out: a controller and its operations for each, and the providers behind them. Pure. */
export function createFeatureClasses(
  context: string,
  resources: readonly Resource[],
  enhancersOf: (resource: Resource) => ResourceEnhancers,
  baseOf: (resource: Resource) => Type<ResourceController> | undefined,
  { cursorSecret, credentialFields }: SharedParts,
  extensionsOf: (resource: Resource) => ResourceExtensions = () => NO_EXTENSIONS,
): FeatureClasses {
  const controllers = new Map<Resource, ResourceControllers>();
  const providers: Provider[] = [];
  const exports: (Type<unknown> | string)[] = [];
  const schemas = new Map<string, ResourceSchemas>();
  for (const resource of resources) {
    const operations = createOperationsClass(resource);
    const guard = createGuardClass(resource);
    const table = compileParameterTable(resource, cursorSecret);
    const classes = createPayloadClasses(resource, entityClassOf(resource.entity));
    const parser = compilePayloadParser(resource, classes);
    const readers = createRequestReaders({ table, dialect: FLAT_DIALECT, parser });
    const enhancers = enhancersOf(resource);
    const dialect = FLAT_DIALECT;
    const shared = { resource, readers, dialect, enhancers, guard };
    const actions = createActionClasses({ ...shared, table });
    const extensions = extensionsOf(resource);
    const own = createResourceController({
      ...shared,
      operations,
      cursorSecret,
      credentialFields,
      base: baseOf(resource),
      isTraced: extensions !== NO_EXTENSIONS,
    });
    controllers.set(resource, { own, actions: actions?.controller });
    providers.push(...(actions?.providers ?? []));
    const parts = { resource, operations, parser, cursorSecret, extensions };
    providers.push(repositoryProvider(resource), guardProvider(resource), ...serviceProviders(parts));
    exports.push(operations, ...exportedServices(parts));
    const documentedTable = weakly(() => compileDocumentedTable(resource));
    schemas.set(resource.name, {
      get table() {
        return documentedTable();
      },
      classes,
    });
  }
  const others = resources.length > 0 ? [createOptionsController(context, resources)] : [];
  return {
    // A router that takes the first route that fits has to come by the words of actions before the keys.
    controllers: [
      ...[...controllers.values()].flatMap(({ own, actions }) => [...(actions ? [actions] : []), own]),
      ...others,
    ],
    providers,
    exports,
    schemas,
    complete: documentOnce(controllers),
  };
}

/** The controllers of one resource. */
interface ResourceControllers {
  readonly own: Type<object>;
  readonly actions: Type<object> | undefined;
}

function documentOnce(controllers: ReadonlyMap<Resource, ResourceControllers>): FeatureClasses['complete'] {
  let isDone = false;
  return (schemasOf) => {
    if (isDone) return;
    isDone = true;
    for (const [resource, { own, actions }] of controllers) {
      describeController(own, resource, schemasOf);
      if (actions) describeActions(actions, resource, schemasOf);
    }
  };
}

function createOperationsClass(resource: Resource): Type<ResourceOperations> {
  const name = `${resource.name}Operations`;
  return { [name]: class extends ResourceOperations {} }[name]!;
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
