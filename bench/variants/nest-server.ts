import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import type { DynamicModule, INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { createRequire } from 'node:module';
import type { DataSourceOptions } from 'typeorm';
import { ENTITIES } from '../entities.js';
import type { VariantSettings } from './variant.js';

export type Platform = 'express' | 'fastify';

/** Options that both Nest variants open the database with. */
export function databaseOptions(settings: VariantSettings): DataSourceOptions {
  if (settings.engine === 'sqlite') {
    const driver: unknown = createRequire(import.meta.url)('libsql');
    return {
      type: 'better-sqlite3',
      driver,
      database: settings.databaseUrl,
      entities: ENTITIES,
      enableWAL: true,
      // No commit waits for the disk, here as on PostgreSQL.
      prepareDatabase: (connection: { pragma(text: string): unknown }) =>
        void connection.pragma('synchronous = NORMAL'),
    };
  }
  return {
    type: 'postgres',
    url: settings.databaseUrl,
    applicationName: settings.applicationName,
    poolSize: settings.poolSize,
    entities: ENTITIES,
    extra: { idleTimeoutMillis: 0 },
  };
}

/** Serves a Nest module on a free port of the loopback interface. */
export async function listen(
  module: DynamicModule,
  platform: Platform,
  prepare: (app: INestApplication) => void = () => undefined,
): Promise<number> {
  const adapter = platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const app = await NestFactory.create<NestExpressApplication>(module, adapter, { logger: ['error'] });
  // A thousand books in one request are more than Express takes by itself.
  if (platform === 'express') app.useBodyParser('json', { limit: '4mb' });
  prepare(app);
  await app.listen(0, '127.0.0.1');
  return ((app.getHttpServer() as Server).address() as AddressInfo).port;
}
