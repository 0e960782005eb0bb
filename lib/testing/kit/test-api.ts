import type { Server } from 'node:http';
import type { INestApplication, Type } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntitySchemaLike } from '../../resource/entity-target.js';
import { EntityFactories } from '../factories/entity-factories.js';
import type { EntityFactory, FactoryOptions } from '../factories/entity-factory.js';
import { UndoScope } from '../undo/undo-scope.js';
import { Agents, type ApiAgent } from './agents.js';
import { SignIn } from './sign-in.js';
import type { TestAppOptions, TestUser } from './test-api.options.js';
import type { TestApp } from './test-app.js';

type ApiRequest = ReturnType<ApiAgent['get']>;

/** The hooks of a test runner: vitest, Jest, Mocha and `node:test` all have these. */
export interface TestHooks {
  readonly beforeEach: (hook: () => Promise<void>) => unknown;
  readonly afterEach: (hook: () => Promise<void>) => unknown;
}

/** A running application, and what a test does with it. Made by `createTestApi`. */
export class TestApi {
  readonly app: INestApplication;
  private readonly signIn: SignIn;
  private readonly scope: UndoScope;
  private readonly factories: EntityFactories;

  private constructor(
    { app, standIns }: TestApp,
    private readonly agents: Agents,
    { credentials, seed = 1 }: TestAppOptions,
  ) {
    this.app = app;
    this.signIn = new SignIn(app, standIns, credentials);
    this.scope = new UndoScope(app);
    this.factories = new EntityFactories(app, seed);
  }

  static async of(started: TestApp, options: TestAppOptions): Promise<TestApi> {
    return new TestApi(started, await Agents.of(started.app.getHttpServer() as Server), options);
  }

  /** The default data source. */
  get dataSource(): DataSource {
    return this.app.get(DataSource, { strict: false });
  }

  /** A new supertest agent without credentials; it keeps its own cookies. */
  request(): ApiAgent {
    return this.agents.create();
  }

  /** The same as {@link request}, where it matters to say so. */
  asNobody(): ApiAgent {
    return this.agents.create();
  }

  /**
   * A supertest agent whose requests are this user's. Where the application takes access tokens that it signs itself, a
   * token is sent and all of its authentication runs; with `auth.accounts` the account of this id has to exist, and
   * `roles` and `claims` are left out. In every other case the user stands on the request as if a guard of the
   * application had put it there.
   */
  asUser(user: TestUser): ApiAgent {
    return this.agents.create(this.signIn.headersOf(user));
  }

  get(path: string): ApiRequest {
    return this.agents.create().get(path);
  }

  post(path: string): ApiRequest {
    return this.agents.create().post(path);
  }

  put(path: string): ApiRequest {
    return this.agents.create().put(path);
  }

  patch(path: string): ApiRequest {
    return this.agents.create().patch(path);
  }

  delete(path: string): ApiRequest {
    return this.agents.create().delete(path);
  }

  /** A provider of the application, of whatever module. */
  provider<Provided>(token: Type<Provided> | string | symbol): Provided {
    return this.app.get<Provided>(token, { strict: false });
  }

  /**
   * Makes valid rows of an entity, from its columns and validators.
   *
   * @param entity its class or `EntitySchema`, or the name of a resource
   */
  factory<Entity extends object>(
    entity: Type<Entity> | EntitySchemaLike<Entity> | string,
    options: FactoryOptions = {},
  ): EntityFactory<Entity> {
    return this.factories.of<Entity>(entity, options);
  }

  /**
   * From here on all that is done in the databases of the application, by whomever, is done in one transaction each.
   *
   * @throws Error when it has begun already, or for a driver that is neither of SQLite, PostgreSQL nor MariaDB/MySQL
   */
  begin(): Promise<void> {
    return this.scope.begin();
  }

  /**
   * Takes back all that was done since {@link begin}, and clears the cache. Without a beginning it does nothing.
   *
   * @throws Error where a statement has ended the transaction, as TRUNCATE does in MariaDB
   */
  async rollback(): Promise<void> {
    this.factories.forgetParents();
    await this.scope.rollback();
  }

  /**
   * Takes back after each test what was done in it.
   *
   * @param hooks of the test runner. Default: the global ones, as Jest has them
   */
  rollbackAfterEach(hooks: TestHooks = globalThis as unknown as TestHooks): this {
    if (typeof hooks.beforeEach !== 'function' || typeof hooks.afterEach !== 'function') {
      throw new TypeError(
        'There are no global hooks: pass those of the test runner, rollbackAfterEach({ beforeEach, afterEach }).',
      );
    }
    hooks.beforeEach(() => this.begin());
    hooks.afterEach(() => this.rollback());
    return this;
  }

  /** Takes back what is not yet, and stops the application. */
  async close(): Promise<void> {
    try {
      await this.rollback();
    } finally {
      await this.app.close();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
