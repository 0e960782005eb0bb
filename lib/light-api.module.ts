import {
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type MiddlewareConsumer,
  type NestModule,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import type { ConfigurableModuleAsyncOptions } from '@nestjs/common';
import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { BootProblem } from './compiler/boot.error.js';
import type { ResourceSource } from './compiler/draft.js';
import { DeferredModule } from './deferred-module.js';
import { LightApiBootstrap } from './light-api.bootstrap.js';
import { connectDatabase, type ConnectionPatience } from './light-api.connection.js';
import { databaseOptions, withWriteAheadLog } from './light-api.database.js';
import { createFeatureModule } from './light-api.feature.js';
import { optionsOfFile, type FileOptions } from './light-api.file.js';
import { ConfigurableModuleClass, LIGHT_API_OPTIONS, type LightApiExtras } from './light-api.module-definition.js';
import type {
  LightApiFeatureOptions,
  LightApiOptions,
  LightApiRuntimeOptions,
  LightApiStaticOptions,
  ResourceEntries,
} from './light-api.options.js';
import { checkAsyncKeys, checkRootKeys, runtimeOptionsOf, staticOptionsOf } from './light-api.option-keys.js';
import { createRootParts } from './light-api.root.js';
import { CursorSecret } from './query/cursor-secret.js';

/** Options of {@link LightApiModule.forRootAsync}: what a factory answers with, and beside it what is known before. */
export interface LightApiAsyncOptions<Entities extends readonly object[]>
  extends ConfigurableModuleAsyncOptions<LightApiRuntimeOptions, 'createLightApiOptions'>, LightApiStaticOptions {
  readonly entities?: ResourceEntries<Entities>;
  /** `false`: the application has a `TypeOrmModule.forRoot` of its own. Any other database comes from the factory. */
  readonly database?: false;
}

/** The `forRoot` that features are compiled for: the one declared last before Nest scans them. */
let declaredRoot: LightApiExtras = {};

/** The `forFile` that will be that `forRoot`, until it is read. */
let declaredFile: Promise<DynamicModule> | undefined;

/**
 * Turns TypeORM entities into a REST API at boot.
 *
 * @example
 * ```ts
 * @Module({ imports: [LightApiModule.forRoot({ entities: [Author, Book] })] })
 * export class AppModule {}
 * ```
 */
@Module({})
export class LightApiModule
  extends ConfigurableModuleClass
  implements NestModule, OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown
{
  constructor(private readonly bootstrap: LightApiBootstrap) {
    super();
  }

  /**
   * The whole API of an application, or the common ground of its `forFeature` contexts. Once per application.
   *
   * @throws LightApiBootError while Nest starts, with every problem of every resource
   */
  static override forRoot<const Entities extends readonly object[] = readonly object[]>(
    options: LightApiOptions<Entities> = {},
  ): DynamicModule {
    return this.ofOptions(options as LightApiOptions);
  }

  /** Like `forRoot`, with the database and addresses from a factory: `useFactory`, `useClass` or `useExisting`. */
  static override forRootAsync<const Entities extends readonly object[] = readonly object[]>(
    options: LightApiAsyncOptions<Entities>,
  ): DynamicModule {
    const extras = { ...staticOptionsOf(options), mayThrottle: true };
    return rootModule(super.forRootAsync(options), extras, options.database === false, checkAsyncKeys(options));
  }

  /**
   * The whole API of an application from a YAML file: its resources, and the options of `forRoot` that are data. Options
   * that are given here as well go before those of the file, and these before the environment; `entities` come beside
   * the resources of the file.
   *
   * @param path of the file, from the working directory
   * @throws LightApiBootError while Nest starts, with file, line and column of everything that is wrong in it
   * @example
   * ```ts
   * @Module({ imports: [LightApiModule.forFile('lightapi.yaml')] })
   * export class AppModule {}
   * ```
   */
  static forFile<const Entities extends readonly object[] = readonly object[]>(
    path: string,
    options: LightApiOptions<Entities> = {},
  ): Promise<DynamicModule> {
    let made: Promise<DynamicModule> | undefined;
    const file = DeferredModule.of(() => {
      made ??= optionsOfFile(path, options as LightApiOptions)
        .then((found) => this.ofOptions(found.options, found))
        .finally(() => {
          if (declaredFile === file) declaredFile = undefined;
        });
      return made;
    });
    declaredFile = file;
    return file;
  }

  private static ofOptions(options: LightApiOptions, ofFile?: FileOptions): DynamicModule {
    const runtime = runtimeOptionsOf(options);
    const { placedEntities, placedProblem } = ofFile ?? {};
    const mayThrottle = runtime.throttle !== undefined;
    const extras = { ...staticOptionsOf(options), placedEntities, placedProblem, mayThrottle };
    return rootModule(super.forRoot(runtime), extras, runtime.database === false, checkRootKeys(options));
  }

  /** The resources of one bounded context, beside the host application's own controllers. */
  static forFeature<const Entities extends readonly object[]>(
    resources: ResourceEntries<Entities>,
    options: LightApiFeatureOptions = {},
  ): Promise<DynamicModule> {
    const made = new WeakMap<LightApiExtras, DynamicModule>();
    return DeferredModule.of(async () => {
      await declaredFile;
      let module = made.get(declaredRoot);
      if (!module) {
        module = createFeatureModule(resources as readonly ResourceSource[], options, declaredRoot, 'forFeature');
        made.set(declaredRoot, module);
      }
      return module;
    });
  }

  /** Runs before routes are registered, so that a path taken twice is told in our words and not in the router's. */
  configure(_consumer: MiddlewareConsumer): void {
    this.bootstrap.check();
    this.bootstrap.connect();
  }

  async onModuleInit(): Promise<void> {
    this.bootstrap.check();
    await this.bootstrap.watch();
    this.bootstrap.listen();
    this.bootstrap.emit();
  }

  /** Chooses the executors, after subscribers that the application adds in its own hooks. */
  onApplicationBootstrap(): void {
    this.bootstrap.report();
  }

  /** Requests are answered by now, and the data source is still open. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.bootstrap.finish();
  }
}

function rootModule(
  options: DynamicModule,
  staticOptions: LightApiExtras,
  hostHasDatabase: boolean,
  problems: readonly BootProblem[] = [],
): DynamicModule {
  const extras = { ...staticOptions, cursorSecret: new CursorSecret() };
  declaredRoot = extras;
  declaredFile = undefined;
  const { imports, controllers, providers, exports } = createRootParts(extras);
  return {
    ...options,
    global: true,
    imports: [
      ...(options.imports ?? []),
      ...imports,
      ...(hostHasDatabase ? [] : [databaseModule()]),
      createFeatureModule(extras.entities ?? [], { prefix: extras.prefix }, extras, 'forRoot', problems),
    ],
    controllers,
    providers: [...(options.providers ?? []), ...providers],
    exports: [LIGHT_API_OPTIONS, ...exports],
  };
}

/** The data source. `@nestjs/typeorm` would try whatever failed ten times, and print a stack for each. */
function databaseModule(): DynamicModule {
  let patience: ConnectionPatience = {};
  return TypeOrmModule.forRootAsync({
    inject: [LIGHT_API_OPTIONS],
    useFactory: ({ database }: LightApiRuntimeOptions) => {
      const { retryAttempts, retryDelay, toRetry, ...options } = withWriteAheadLog(
        databaseOptions(database || undefined),
      );
      patience = { retryAttempts, retryDelay, toRetry };
      return { ...options, toRetry: () => false } as TypeOrmModuleOptions;
    },
    dataSourceFactory: (options) =>
      isManual(options!) ? Promise.resolve(new DataSource(options!)) : connectDatabase(options!, patience),
  });
}

function isManual(options: DataSourceOptions): boolean {
  return (options as TypeOrmModuleOptions).manualInitialization === true;
}
