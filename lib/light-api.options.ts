import type { DynamicModule, Provider, Type } from '@nestjs/common';
import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import type { AuthOptions } from './auth/auth.options.js';
import type { JwtOptions } from './auth/jwt.options.js';
import type { ThrottleOptions } from './auth/throttle.options.js';
import type { CacheOptions } from './cache/cache.options.js';
import type { CorsOptions } from './http/cors.options.js';
import type { HealthOptions } from './health/health.options.js';
import type { DocsOptions } from './http/docs.options.js';
import type { PressureOptions } from './http/pressure.options.js';
import type { RequestLogOptions } from './http/request-log.options.js';
import type { ShutdownOptions } from './http/shutdown.options.js';
import type { MetricsOptions } from './metrics/metrics.options.js';
import type { EnhancerOptions } from './resource/enhancer.options.js';
import type { EntitySchemaLike } from './resource/entity-target.js';
import type {
  AccessOption,
  CacheOption,
  ResourceDeclaration,
  ResourceDefaults,
  TenancyOptions,
} from './resource/resource.options.js';

/** One entry of `entities` or of `forFeature`: an entity, or an entity with options that are checked against it. */
export type ResourceEntry<Entity extends object> = Type<Entity> | EntitySchemaLike | ResourceDeclaration<Entity>;

/** A list of entries, each with its own entity type. */
export type ResourceEntries<Entities extends readonly object[]> = {
  readonly [Index in keyof Entities]: ResourceEntry<Entities[Index]>;
};

/** Options that shape classes and routes, so they have to be known when Nest scans its modules. */
export interface LightApiStaticOptions {
  /** Options for every resource, `forFeature`'s included; a resource's own win. */
  readonly defaults?: ResourceDefaults;
  /** The column that tells the tenants of rows apart, and whose tenant a caller is. Default: there are no tenants. */
  readonly tenancy?: TenancyOptions;
  /** Path before those of `entities`: `api` puts them under `/api`. */
  readonly prefix?: string;
  /** Ways to say who one is. Default: guards of the application's own, which set `request.user`. */
  readonly auth?: AuthOptions;
  /** `false` serves no docs. */
  readonly docs?: DocsOptions | false;
  /** Serves probes for containers and load balancers. Default `false`; in `runLightApi` `true`. */
  readonly health?: HealthOptions | boolean;
  /** Serves figures for Prometheus; needs `prom-client`. Default `false`. */
  readonly metrics?: MetricsOptions | boolean;
}

/** Options that may come from a factory, with secrets and addresses in them. */
export interface LightApiRuntimeOptions {
  /**
   * TypeORM options: LightApi sets up `@nestjs/typeorm` with them. `false`: the application has a
   * `TypeOrmModule.forRoot` of its own. Default: the database of `LIGHTAPI_DATABASE_URL`, else an embedded SQLite file
   * `lightapi.sqlite` whose tables are created at boot.
   */
  readonly database?: TypeOrmModuleOptions | false;
  /** Origin that links in answers start with, such as `https://api.example.com`. Default: links are path-absolute. */
  readonly publicUrl?: string;
  /**
   * What cursors are signed with, at least 32 bytes. Default: `LIGHTAPI_SECRET`, else random bytes, with which a cursor is
   * good only in the process that made it.
   */
  readonly secret?: string;
  /** Access tokens: what they are signed with and how long they are good. */
  readonly jwt?: JwtOptions;
  /** How often a caller may ask, in the whole application. Default: as often as they like. */
  readonly throttle?: ThrottleOptions;
  /** Where answers are kept, for the resources whose `cache` says so. Default: in the memory of each process. */
  readonly cache?: CacheOptions;
  /** Which pages of other origins may read answers. Default: none. */
  readonly cors?: CorsOptions | false;
  /** What becomes of requests when the process is told to end. */
  readonly shutdown?: ShutdownOptions;
  /** A line in the log for each request, by Nest's logger. Default `false`. */
  readonly logging?: RequestLogOptions | boolean;
  /** Time after which a statement is in the log, in milliseconds. Default: none is. */
  readonly slowQueryMs?: number;
  /**
   * Time after a write in which the tables that it changed are read from the primary database, in milliseconds, where
   * TypeORM's `replication` is set: longer than its replicas are behind. Default 2,000.
   */
  readonly readYourWritesMs?: number;
  /** From where on requests are turned away with 503. Default: none is. */
  readonly pressure?: PressureOptions;
}

/** Options of {@link LightApiModule.forRoot}. */
export interface LightApiOptions<Entities extends readonly object[] = readonly object[]>
  extends LightApiStaticOptions, LightApiRuntimeOptions {
  /** What to expose: entity classes, or `{ entity, …options }`. Default: nothing, when `forFeature` names it all. */
  readonly entities?: ResourceEntries<Entities>;
}

/** What the resources of one bounded context share. */
export interface LightApiFeatureOptions extends EnhancerOptions {
  /** Path before those of the resources: `library` puts them under `/library`. */
  readonly prefix?: string;
  /** OpenAPI tags. Default: each resource's name. */
  readonly tags?: readonly string[];
  /** Who may do what, for resources that do not say so themselves. Default: that of `forRoot({ defaults })`. */
  readonly access?: AccessOption;
  /** How long answers are kept, for resources that do not say so themselves. Default: that of `forRoot({ defaults })`. */
  readonly cache?: CacheOption;
  /** Name of the TypeORM data source. Default `default`. */
  readonly dataSource?: string;
  /** Modules that guards, interceptors and providers of this context inject from. */
  readonly imports?: DynamicModule['imports'];
  readonly providers?: readonly Provider[];
}
