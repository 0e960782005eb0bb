import type { INestApplication, NestApplicationOptions } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import type { TestingModuleBuilder } from '@nestjs/testing';
import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { createAdapter, ownEveryPath } from '../../light-api.application.js';
import { databaseOptions, embedded } from '../../light-api.database.js';
import { LightApiModule } from '../../light-api.module.js';
import type { LightApiOptions } from '../../light-api.options.js';
import { loadForTests } from './optional-package.js';
import { StandIns } from './stand-ins.js';
import type { TestApiOptions, TestAppOptions, TestModuleOptions } from './test-api.options.js';

/** `@nestjs/typeorm`'s token of the options that a data source is opened with. */
const TYPEORM_OPTIONS = 'TypeOrmModuleOptions';

const QUIET: NestApplicationOptions = { logger: ['error', 'fatal'] };

/** An application that runs, and who may be taken for somebody else in it. */
export interface TestApp {
  readonly app: INestApplication;
  readonly standIns: StandIns;
}

/** An application that is LightApi and what was put beside it. */
export function startFromOptions({ imports = [], providers = [], ...options }: TestApiOptions): Promise<TestApp> {
  const root = LightApiModule.forRoot({ health: true, database: inMemory(), ...ofLightApi(options) });
  return start({ imports: [root, ...imports], providers: [...providers] }, options, ownEveryPath);
}

const OF_THE_KIT: readonly (keyof TestAppOptions)[] = ['platform', 'overrides', 'configure', 'credentials', 'seed'];

/** What is left is for `forRoot`, which tells of a name that it does not know. */
function ofLightApi(options: TestApiOptions): LightApiOptions {
  const given = Object.entries(options).filter(([name]) => !(OF_THE_KIT as readonly string[]).includes(name));
  return Object.fromEntries(given) as LightApiOptions;
}

/** The application whose root module this is. */
export async function startFromModule({ module, database, ...options }: TestModuleOptions): Promise<TestApp> {
  if (database === undefined) return start({ imports: [await module] }, options);
  const wanted = databaseOptions(database === 'memory' ? inMemory() : database);
  const overrides = (builder: TestingModuleBuilder): unknown => {
    builder.overrideProvider(TYPEORM_OPTIONS).useValue(wanted);
    return options.overrides?.(builder);
  };
  return start({ imports: [await module] }, { ...options, overrides }, (app) => checkDatabase(app, wanted));
}

function inMemory(): TypeOrmModuleOptions {
  return embedded(':memory:', true);
}

async function start(
  root: Parameters<(typeof import('@nestjs/testing'))['Test']['createTestingModule']>[0],
  { platform, overrides, configure }: TestAppOptions,
  settle?: (app: INestApplication) => void,
): Promise<TestApp> {
  const { Test } = await loadForTests('@nestjs/testing', () => import('@nestjs/testing'));
  const builder = Test.createTestingModule(root);
  await overrides?.(builder);
  const compiled = await builder.compile();
  const app = compiled.createNestApplication(await adapterFor(platform), QUIET);
  try {
    settle?.(app);
    const standIns = StandIns.install(app);
    await configure?.(app);
    await app.listen(0, '127.0.0.1');
    return { app, standIns };
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
}

async function adapterFor(platform: TestAppOptions['platform']): Promise<AbstractHttpAdapter> {
  if (platform !== 'express') return createAdapter();
  const name = '@nestjs/platform-express';
  const { ExpressAdapter } = await loadForTests(name, () => import('@nestjs/platform-express'));
  return new ExpressAdapter();
}

/** Options that are written into `TypeOrmModule.forRoot` cannot be replaced, and a test must not write there unasked. */
function checkDatabase(app: INestApplication, wanted: TypeOrmModuleOptions): void {
  const { type, database } = app.get(DataSource, { strict: false }).options;
  if (type === wanted.type && database === wanted.database) return;
  throw new Error(
    'The application opens its database by TypeOrmModule.forRoot, whose options cannot be replaced. ' +
      'Use TypeOrmModule.forRootAsync, let LightApi open it, or leave `database` out and name a test database there.',
  );
}
