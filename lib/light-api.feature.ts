import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { LightApiBootError, type BootProblem } from './compiler/boot.error.js';
import { compileResources, type Compilation } from './compiler/compile.js';
import { checkDataSource } from './compiler/rules/data-source.rule.js';
import { isDeclaration, type ResourceSource } from './compiler/draft.js';
import { withRelatedEntities, withRelatedSchemas } from './compiler/sources/related-entities.js';
import { DEFAULT_API_KEY_HEADER } from './auth/api-key.authenticator.js';
import type { ResourceEnhancers } from './http/enhancers.js';
import { ChangeFeed } from './events/change-feed.js';
import { LIGHT_API_FEATURE, LIGHT_API_ROOT } from './light-api.constants.js';
import { areAllRegistered, joinContexts } from './light-api.contexts.js';
import { describeExtensions } from './light-api.extension-text.js';
import type { LightApiExtras } from './light-api.module-definition.js';
import type { LinkedFeature } from './light-api.linked-feature.js';
import { checkFeatureKeys } from './light-api.option-keys.js';
import type { LightApiFeatureOptions } from './light-api.options.js';
import { readControllers } from './light-api.controllers.js';
import { classesOf, extensionsOf, madeHere } from './light-api.service-providers.js';
import { createFeatureClasses, type FeatureClasses } from './light-api.providers.js';
import { lookupIn } from './light-api.repository-lookup.js';
import { IdempotencyEntry } from './repository/typeorm/idempotency/idempotency-entry.js';
import { watchDataSource } from './repository/typeorm/change.subscriber.js';
import { TypeormIdempotencyStore } from './repository/typeorm/idempotency/typeorm-idempotency.store.js';
import { createResourceRepository } from './repository/typeorm/repository.factory.js';
import type { LinkedResource } from './repository/typeorm/repository-lookup.js';
import { isEntitySchema, type EntityTarget } from './resource/entity-target.js';
import type { Resource } from './resource/resource.js';
import type { ResourceOptions } from './resource/resource.options.js';
import { ResourceRegistry } from './resource/resource.registry.js';

/** The module that one `forRoot({ entities })` or `forFeature` becomes. */
@Module({})
export class LightApiFeatureModule {}

/** Compiles the resources of a context and puts their classes into a module. Problems travel with it to the registry. */
export function createFeatureModule(
  sources: readonly ResourceSource[],
  options: LightApiFeatureOptions,
  root: LightApiExtras,
  place: 'forRoot' | 'forFeature',
  optionProblems: readonly BootProblem[] = checkFeatureKeys(options),
): DynamicModule {
  const compilation = compileResources(sources, {
    place,
    prefix: options.prefix,
    tags: options.tags,
    dataSource: options.dataSource,
    defaults: root.defaults,
    access: options.access,
    cache: options.cache,
    tenancy: root.tenancy,
  });
  const { bases, problems } = readControllers(compilation.declarations, place);
  const classes = createFeatureClasses(
    place,
    compilation.resources,
    (resource) => enhancersOf(options, compilation.declarations.get(resource)!),
    (resource) => bases.get(resource),
    { cursorSecret: root.cursorSecret, credentialFields: credentialFieldsOf(root) },
    (resource) => extensionsOf(compilation.declarations.get(resource)!),
  );
  const targets = sources.map((source) => (isDeclaration(source) ? source.entity : source));
  const unplaced = targets.filter((target) => root.placedEntities?.includes(target) !== true);
  registerEntities([...unplaced, ...compilation.resources.flatMap(companionsOf)], options.dataSource);
  const module: DynamicModule = {
    module: LightApiFeatureModule,
    // Services are injected anywhere, by tokens that are unlike any other.
    global: true,
    imports: [...(options.imports ?? [])],
    controllers: classes.controllers,
    providers: [
      featureProvider(
        { ...compilation, problems: [...optionProblems, ...compilation.problems, ...problems] },
        classes,
        options.dataSource,
        root,
        () => ({ by: place, module }),
      ),
      ...classes.providers,
      ...madeHere([...compilation.declarations.values()].flatMap(classesOf), options.providers ?? []),
      ...(options.providers ?? []),
    ],
    exports: classes.exports,
  };
  return module;
}

/** Guards of the application may look at cookies. */
function credentialFieldsOf({ auth }: LightApiExtras): readonly string[] {
  const apiKey = auth?.apiKeys === undefined ? [] : [auth.apiKeyHeader ?? DEFAULT_API_KEY_HEADER];
  return ['Authorization', 'Cookie', ...apiKey];
}

/** Makes `autoLoadEntities` know the entities, and those they relate to, before the data source opens. */
function registerEntities(targets: readonly EntityTarget[], dataSource: string | undefined): void {
  const classes = withRelatedEntities(targets.filter((target) => typeof target === 'function'));
  // Called for what it registers. The module it answers with would add repositories, which need a data source to exist.
  TypeOrmModule.forFeature([...classes, ...withRelatedSchemas(targets.filter(isEntitySchema))] as never, dataSource);
}

/** Entities of ours that a resource needs in its data source. */
function companionsOf({ idempotency, operations }: Resource): readonly EntityTarget[] {
  return idempotency !== undefined && operations.has('create') ? [IdempotencyEntry] : [];
}

function featureProvider(
  compilation: Compilation,
  { schemas, complete }: FeatureClasses,
  dataSource: string | undefined,
  compiledFor: LightApiExtras,
  declared: () => LinkedFeature['declared'],
): Provider {
  return {
    provide: LIGHT_API_FEATURE,
    inject: [
      { token: ResourceRegistry, optional: true },
      { token: LIGHT_API_ROOT, optional: true },
      { token: getDataSourceToken(dataSource), optional: true },
      ModulesContainer,
      { token: ChangeFeed, optional: true },
    ],
    useFactory: (
      registry: ResourceRegistry<LinkedFeature> | undefined,
      root: LightApiExtras | undefined,
      source: DataSource | undefined,
      modules: ModulesContainer,
      changes: ChangeFeed | undefined,
    ): LinkedFeature => {
      if (!registry || !changes) throw new LightApiBootError([missingRoot()]);
      const links = new Map<string, LinkedResource>();
      const repositoryOf = lookupIn(registry);
      const problems = [...compilation.problems];
      if (root !== compiledFor) problems.push(otherRoot());
      for (const resource of compilation.resources) {
        const unlinkable = checkDataSource(resource, source, companionsOf(resource));
        if (source && !unlinkable)
          links.set(resource.name, createResourceRepository(resource, source, repositoryOf, changes));
        else if (unlinkable) problems.push(unlinkable);
      }
      const idempotency = source && new TypeormIdempotencyStore(source);
      const { resources, pending, declarations } = compilation;
      const watchOrm = (): void => {
        if (!source) return;
        const stored = compilation.resources.filter(({ name }) => links.has(name));
        watchDataSource(source, changes, stored);
      };
      const database = source && { name: dataSource ?? 'default', source };
      const feature = registry.add({
        declared: declared(),
        resources,
        problems,
        links,
        database,
        idempotency,
        watchOrm,
        pending,
        schemas,
        complete,
        extensionsOf: (resource) => describeExtensions(resource, declarations.get(resource)!),
      });
      // The problems of the relations are told when all others are.
      if (areAllRegistered(registry, modules, LightApiFeatureModule)) joinContexts(registry);
      return feature;
    },
  };
}

function missingRoot(): BootProblem {
  return {
    code: 'LA030',
    place: 'forFeature',
    message: 'no LightApiModule.forRoot() is imported.',
    fix: 'import LightApiModule.forRoot() once, in the root module',
  };
}

function otherRoot(): BootProblem {
  return {
    code: 'LA031',
    place: 'forFeature',
    message: 'another forRoot() was declared after the one that this application imports.',
    fix: 'call LightApiModule.forRoot() where the application that imports it is created',
  };
}

/** Guards and the like: those of the context first, then the resource's own, then those of single operations. */
function enhancersOf(context: LightApiFeatureOptions, own: ResourceOptions): ResourceEnhancers {
  return { all: [context, own], operations: own.enhancers ?? {} };
}
