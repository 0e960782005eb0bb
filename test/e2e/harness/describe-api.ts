import type { Server } from 'node:http';
import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe } from 'vitest';
import { createCheckedAgent, type Agent } from './checked-agent.js';
import { OpenApiContract, type OpenApiDocument } from './open-api-contract.js';
import { emptyTables } from './table-cleaner.js';
import { chosenEngines, chosenPlatforms, type Platform } from './chosen.js';
import { createTestDatabase, type Engine, type TestDatabase } from './test-databases.js';

/** What a suite is run on. */
export interface ApiOptions {
  /** Modules of the application; `database` has to end in `forRoot({ database })` or `TypeOrmModule.forRoot(database)`. */
  imports(database: TypeOrmModuleOptions): ModuleMetadata['imports'];
  /** Further parts of the application's root module. */
  readonly module?: Omit<ModuleMetadata, 'imports'>;
  /** Overrides of `@nestjs/testing`. */
  override?(builder: TestingModuleBuilder): void;
  /** Global prefix, versioning, pipes and the like, before the application starts. */
  configure?(app: INestApplication): void;
  /** Addresses of proxies whose `X-Forwarded-For` the platform believes, such as `loopback`. Default: none. */
  readonly trustProxy?: string;
  /** Default: those of `LIGHTAPI_TEST_ENGINES`, else all. */
  readonly engines?: readonly Engine[];
  /** Default: those of `LIGHTAPI_TEST_PLATFORMS`, else all. */
  readonly platforms?: readonly Platform[];
  /** Path of the OpenAPI document; `false` when the application has none, so that answers are not checked. */
  readonly openapi?: string | false;
}

/** The running application of a suite. Its parts exist once `beforeAll` has run: use them inside hooks and tests. */
export interface Api {
  readonly engine: Engine;
  readonly platform: Platform;
  readonly app: INestApplication;
  /** A supertest agent; each of its answers is held to the application's OpenAPI document. */
  readonly agent: Agent;
  /** The default data source. */
  readonly dataSource: DataSource;
  /** `http://127.0.0.1:port`, for requests that supertest would not send. */
  readonly url: string;
  readonly document: OpenApiDocument;
  /** Empties every table; generated keys start at 1 again. */
  reset(): Promise<void>;
}

/** Runs the suite once for every pairing of engine and platform, each with a fresh database and application. */
export function describeApi(title: string, options: ApiOptions, suite: (api: Api) => void): void {
  for (const engine of chosenEngines(options.engines)) {
    for (const platform of chosenPlatforms(options.platforms)) {
      describe(`${title} (${engine}, ${platform})`, () => {
        const running = new RunningApi(engine, platform, options);
        beforeAll(() => running.start());
        afterAll(() => running.stop());
        suite(running);
      });
    }
  }
}

class RunningApi implements Api {
  private database: TestDatabase | undefined;
  private started:
    { app: INestApplication; agent: Agent; url: string; document: OpenApiDocument | undefined } | undefined;

  constructor(
    readonly engine: Engine,
    readonly platform: Platform,
    private readonly options: ApiOptions,
  ) {}

  get app(): INestApplication {
    return this.parts.app;
  }

  get agent(): Agent {
    return this.parts.agent;
  }

  get url(): string {
    return this.parts.url;
  }

  get document(): OpenApiDocument {
    if (!this.parts.document) throw new Error('This suite has no OpenAPI document: its `openapi` option is false');
    return this.parts.document;
  }

  get dataSource(): DataSource {
    return this.app.get(DataSource, { strict: false });
  }

  reset(): Promise<void> {
    return emptyTables(this.dataSource);
  }

  async start(): Promise<void> {
    this.database = await createTestDatabase(this.engine);
    const app = await createTestApp(this.platform, this.options, this.database.options);
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    const document = this.options.openapi === false ? undefined : await fetchDocument(url, this.options.openapi);
    const contract = document && contractOf(document, this.options.openapi || '/openapi.json');
    this.started = { app, url, document, agent: createCheckedAgent(app.getHttpServer() as Server, contract) };
  }

  async stop(): Promise<void> {
    await this.started?.app.close();
    await this.database?.drop();
  }

  private get parts(): NonNullable<RunningApi['started']> {
    if (!this.started) throw new Error('The application runs only inside hooks and tests');
    return this.started;
  }
}

/** Makes an application that does not listen yet. */
export async function createTestApp(
  platform: Platform,
  { imports, module, override, configure, trustProxy }: ApiOptions,
  database: TypeOrmModuleOptions,
): Promise<INestApplication> {
  const builder = Test.createTestingModule({ ...module, imports: imports(database) });
  override?.(builder);
  const compiled = await builder.compile();
  const adapter = createAdapter(platform, trustProxy);
  const app = compiled.createNestApplication(adapter, { logger: ['error', 'fatal'] });
  configure?.(app);
  return app;
}

function createAdapter(platform: Platform, trustProxy: string | undefined): ExpressAdapter | FastifyAdapter {
  if (platform === 'fastify') return new FastifyAdapter(trustProxy === undefined ? {} : { trustProxy });
  const adapter = new ExpressAdapter();
  if (trustProxy !== undefined) adapter.set('trust proxy', trustProxy);
  return adapter;
}

/** A contract takes a good part of a second to make, and the applications of a suite have one document but for the engine. */
const contracts = new Map<string, OpenApiContract>();
const MOST_CONTRACTS = 4;

function contractOf(document: OpenApiDocument, path: string): OpenApiContract {
  const text = path + JSON.stringify(document);
  const known = contracts.get(text);
  if (known !== undefined) return known;
  if (contracts.size === MOST_CONTRACTS) contracts.clear();
  const contract = new OpenApiContract(document, ['/docs', path]);
  contracts.set(text, contract);
  return contract;
}

async function fetchDocument(url: string, path = '/openapi.json'): Promise<OpenApiDocument> {
  const answer = await fetch(url + path);
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as OpenApiDocument;
}
