// Counts the bytes that a request allocates, and prints them as JSON. The parameter is the folder of the built library.
// `measure.ts` starts it with the flags that make the count the same in every run, however busy the machine is.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { EntitySchema } from 'typeorm';

const WARM_UP = 20;
const BATCHES = 8;

const { LightApiModule } = await import(pathToFileURL(join(resolve(process.argv[2]), 'index.js')).href);

const columns = {
  id: { type: 'integer', primary: true, generated: true },
  title: { type: 'varchar', length: 200 },
  isbn: { type: 'varchar', length: 20 },
  price: { type: 'decimal', precision: 10, scale: 2 },
  pages: { type: 'integer' },
  rating: { type: 'double', nullable: true },
  available: { type: 'boolean', default: true },
  publishedAt: { type: 'datetime' },
  summary: { type: 'text' },
  createdAt: { type: 'datetime', createDate: true },
  updatedAt: { type: 'datetime', updateDate: true },
};
const book = new EntitySchema({ name: 'Book', columns });
const keptBook = new EntitySchema({ name: 'KeptBook', columns });

class StaticController {
  read() {
    return 'there already';
  }
}
Get()(StaticController.prototype, 'read', Object.getOwnPropertyDescriptor(StaticController.prototype, 'read'));
Controller('static')(StaticController);

class Host {}
Module({
  imports: [
    LightApiModule.forRoot({
      entities: [book, { entity: keptBook, cache: { ttlMs: 3_600_000 } }],
      defaults: { access: 'public' },
      database: {
        type: 'better-sqlite3',
        driver: createRequire(import.meta.url)('libsql'),
        database: ':memory:',
        synchronize: true,
        entities: [book, keptBook],
      },
    }),
  ],
  controllers: [StaticController],
})(Host);

const app = await NestFactory.create(Host, new FastifyAdapter(), { logger: ['error'] });
await app.init();
const fastify = app.getHttpAdapter().getInstance();
await fastify.ready();

const row = (number) => ({
  title: `A voyage, part ${number}`,
  isbn: `978${1_000_000 + number}`,
  price: '19.90',
  pages: 300,
  rating: 3.5,
  available: true,
  publishedAt: '2024-05-17T08:30:00.000Z',
  summary: 'A ship leaves the harbour at night with a cargo nobody has declared.',
});

async function ask(request, status) {
  const answer = await fastify.inject(request);
  if (answer.statusCode !== status)
    throw new Error(`${request.method} ${request.url}: ${answer.statusCode} ${answer.body}`);
}

/** Bytes per request, the least of some batches. */
async function bytesOf({ request, status = 200, times = 40 }) {
  for (let count = 0; count < WARM_UP; count++) await ask(request, status);
  let least = Infinity;
  for (let batch = 0; batch < BATCHES; batch++) {
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    for (let count = 0; count < times; count++) await ask(request, status);
    least = Math.min(least, (process.memoryUsage().heapUsed - before) / times);
  }
  return least;
}

for (const path of ['/books', '/kept-books']) {
  for (let number = 0; number < 120; number++) await ask({ method: 'POST', url: path, payload: row(number) }, 201);
}

const list = '?pages__gte=100&ordering=-publishedAt&page_size=100&count=none';
const requests = {
  static: { request: { method: 'GET', url: '/static' } },
  get: { request: { method: 'GET', url: '/books/7' } },
  list: { request: { method: 'GET', url: `/books${list}` }, times: 6 },
  'cached list': { request: { method: 'GET', url: `/kept-books${list}` } },
  create: { request: { method: 'POST', url: '/books', payload: row(1) }, status: 201 },
};
const bytes = {};
for (const [name, question] of Object.entries(requests)) bytes[name] = await bytesOf(question);
const { static: least, ...ours } = bytes;
// What the platform and the injection cost is not ours, and would hide what changes here.
const own = Object.fromEntries(Object.entries(ours).map(([name, value]) => [name, Math.round(value - least)]));
await app.close();
console.log(JSON.stringify({ ...own, platform: Math.round(least) }));
