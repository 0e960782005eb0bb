import type { DynamicModule, INestApplication, Provider, Type } from '@nestjs/common';
import type { TestingModuleBuilder } from '@nestjs/testing';
import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import type { LightApiOptions } from '../../light-api.options.js';

/** Somebody who asks, in a test. */
export interface TestUser {
  readonly id: string | number;
  /** Default: none. */
  readonly roles?: readonly string[];
  /** What else access rules may know, such as a tenant. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** What both forms of `createTestApi` take. */
export interface TestAppOptions {
  /** Default `fastify`. */
  readonly platform?: 'fastify' | 'express';
  /** Overrides of `@nestjs/testing`: `(builder) => builder.overrideProvider(Mailer).useValue(fake)`. */
  readonly overrides?: (builder: TestingModuleBuilder) => unknown;
  /** What the application's `main.ts` does before it listens: global prefix, pipes, versioning. */
  readonly configure?: (app: INestApplication) => unknown;
  /** Header fields that stand for a user, where the application has guards of its own that look at them. */
  readonly credentials?: (user: TestUser) => Readonly<Record<string, string>>;
  /** What values of factories are drawn from: the same number, the same values. Default 1. */
  readonly seed?: number;
}

/** Options of `createTestApi`: those of `forRoot`, and what stands beside it in the application. */
export interface TestApiOptions<Entities extends readonly object[] = readonly object[]>
  extends LightApiOptions<Entities>, TestAppOptions {
  /** TypeORM options. Default: SQLite in memory, with tables made of the entities. */
  readonly database?: LightApiOptions['database'];
  /** Further modules of the application. */
  readonly imports?: DynamicModule['imports'];
  /** Providers beside LightApi. */
  readonly providers?: readonly Provider[];
}

/** Options of `createTestApi` for an application that exists. */
export interface TestModuleOptions extends TestAppOptions {
  /** Root module of the application, as `main.ts` gives it to Nest. */
  readonly module: Type<unknown> | DynamicModule | Promise<DynamicModule>;
  /**
   * TypeORM options in place of those of the application, where LightApi opens its database or a
   * `TypeOrmModule.forRootAsync` does; `memory` is SQLite in memory. Default: the application's own database.
   */
  readonly database?: TypeOrmModuleOptions | 'memory';
}
