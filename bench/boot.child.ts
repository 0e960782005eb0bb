import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import { Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EntitySchema } from 'typeorm';
import type { BetterSqlite3DataSourceOptions } from 'typeorm/driver/better-sqlite3/BetterSqlite3DataSourceOptions.js';
import type { BootSample } from './boot.js';

interface Thing {
  id: number;
  name: string;
}

@Module({})
class OrmOnlyModule {}

/** As many columns as an ordinary table has, of the ordinary types. */
function schemas(count: number): EntitySchema<Thing>[] {
  return Array.from(
    { length: count },
    (_, index) =>
      new EntitySchema<Thing>({
        name: `Thing${index}`,
        columns: {
          id: { type: 'integer', primary: true, generated: true },
          name: { type: 'varchar', length: 80 },
          code: { type: 'varchar', length: 20, unique: true },
          note: { type: 'text', nullable: true },
          amount: { type: 'integer', default: 0 },
          weight: { type: 'double', nullable: true },
          price: { type: 'decimal', precision: 10, scale: 2 },
          active: { type: 'boolean', default: true },
          madeAt: { type: 'datetime' },
          createdAt: { type: 'datetime', createDate: true },
          updatedAt: { type: 'datetime', updateDate: true },
        },
      } as ConstructorParameters<typeof EntitySchema<Thing>>[0]),
  );
}

function memory(entities: EntitySchema<Thing>[]): BetterSqlite3DataSourceOptions {
  const driver: unknown = createRequire(import.meta.url)('libsql');
  return { type: 'better-sqlite3', driver, database: ':memory:', synchronize: false, entities };
}

/** Loads what the application is made of; what comes back makes the application. */
async function load(kind: string): Promise<(entities: EntitySchema<Thing>[]) => DynamicModule> {
  if (kind === 'orm') {
    return (entities) => ({ module: OrmOnlyModule, imports: [TypeOrmModule.forRoot(memory(entities))] });
  }
  const { LightApiModule } = await import('../lib/index.js');
  return (entities) => LightApiModule.forRoot({ defaults: { access: 'public' }, entities, database: memory(entities) });
}

/** Bytes in use after everything that can go has gone, in megabytes. */
function heapMb(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

/** Asks for the document, and keeps nothing of it but its length. */
async function fetchDocument(app: INestApplication): Promise<number> {
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/openapi.json`);
  if (!response.ok) throw new Error(`/openapi.json answered ${response.status}`);
  return (await response.text()).length;
}

/** CPU time of the process so far, in milliseconds: unlike the clock it does not count what else the machine does. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const [kind, count] = [process.argv[2]!, Number(process.argv[3])];
const declare = await load(kind);
const importedMs = cpuMs();
const app = await NestFactory.create(declare(schemas(count)), new FastifyAdapter(), { logger: ['error'] });
await app.listen(0, '127.0.0.1');
const bootedMs = cpuMs();
const bootedMb = heapMb();
const askedMs = cpuMs();
const documentLength = kind === 'orm' ? 0 : await fetchDocument(app);
const documentMs = cpuMs() - askedMs;
// What is held weakly, and what the client still has of the answer, goes with a later turn of the event loop.
await setTimeout(200);
const sample: BootSample = {
  importMs: importedMs,
  bootMs: bootedMs - importedMs,
  documentMs,
  heapMb: bootedMb,
  documentHeapMb: heapMb(),
  documentKb: documentLength / 1024,
};
if (process.send) process.send(sample, () => process.exit(0));
else process.exit(0);
