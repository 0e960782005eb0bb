// Asks one address after the other, none of them twice, and prints what the heap has grown by, as JSON. The parameters are
// the folder of the built library and how many requests are measured.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { EntitySchema } from 'typeorm';

const [, , library, requests] = process.argv;
const WARM_UP = 4_000;

const { LightApiModule } = await import(pathToFileURL(join(resolve(library), 'index.js')).href);

/** So many that each subset of them is asked for once. */
const FIELDS = Array.from({ length: 16 }, (_, index) => `field${index}`);
const author = new EntitySchema({
  name: 'Author',
  columns: { id: { type: 'integer', primary: true, generated: true }, name: { type: 'varchar', length: 100 } },
  relations: { books: { type: 'one-to-many', target: 'Book', inverseSide: 'author' } },
});
const book = new EntitySchema({
  name: 'Book',
  columns: {
    id: { type: 'integer', primary: true, generated: true },
    title: { type: 'varchar', length: 200 },
    summary: { type: 'text', nullable: true },
    ...Object.fromEntries(FIELDS.map((name) => [name, { type: 'integer', default: 1 }])),
    version: { type: 'integer', version: true },
  },
  relations: { author: { type: 'many-to-one', target: 'Author', inverseSide: 'books', nullable: true } },
});

const app = await NestFactory.create(
  LightApiModule.forRoot({
    entities: [
      { entity: author, relations: ['books'] },
      { entity: book, relations: ['author'], search: ['title', 'summary'], cache: { ttlMs: 3_600_000 } },
    ],
    defaults: { access: 'public', locking: 'optional' },
    cache: { maxBytes: 1_000_000 },
    health: true,
    metrics: true,
    logging: false,
    database: {
      type: 'better-sqlite3',
      driver: createRequire(import.meta.url)('libsql'),
      database: ':memory:',
      synchronize: true,
      entities: [author, book],
    },
  }),
  new FastifyAdapter(),
  { logger: false },
);
await app.init();
const fastify = app.getHttpAdapter().getInstance();
await fastify.ready();

/** Another subset of the fields for each number, which makes another text of a statement. */
const fieldsOf = (number) => FIELDS.filter((_, index) => ((number % 65_535) + 1) & (1 << index)).join();

/** Every way to ask, each with a number that no other address has. */
const WAYS = [
  (number) => ({ url: `/books?field1__gte=${number}&count=none` }),
  (number) => ({ url: `/books?fields=${fieldsOf(number)}&field2=${number}` }),
  (number) => ({ url: `/books?search=word${number}` }),
  (number) => ({
    url: `/books?filter=${encodeURIComponent(JSON.stringify({ or: [{ title: { eq: `t${number}` } }, { field3: { lt: number } }] }))}`,
  }),
  (number) => ({ url: `/books?author.name=a${number}&include=author&ordering=-field4` }),
  (number) => ({ url: `/books/${number + 1_000}` }),
  (number) => ({ url: `/authors/${number}/books?field5__lt=${number}` }),
  (number) => ({ url: `/authors?include=books&name__contains=n${number}` }),
  (number) => ({ url: `/books?nothing${number}=1` }),
  (number) => ({ url: `/nowhere/${number}` }),
  (number) => ({ url: `/books?cursor=&ordering=title&field6__gt=${number}` }),
  (number) => ({ method: 'PATCH', url: `/books/${1 + (number % 20)}`, payload: bodyOf(number) }),
];

/** Bodies with ever other fields, since their statements are kept by what they name. */
const bodyOf = (number) =>
  Object.fromEntries(
    fieldsOf(number)
      .split(',')
      .map((name) => [name, number]),
  );

let asked = 0;
async function ask(count) {
  for (let done = 0; done < count; done += 20) {
    const batch = Array.from({ length: 20 }, () => fastify.inject(WAYS[asked % WAYS.length](asked++)));
    for (const { statusCode, body } of await Promise.all(batch)) if (statusCode >= 500) throw new Error(body);
  }
}

async function heapBytes() {
  for (let turn = 0; turn < 4; turn++) {
    await sleep(20);
    globalThis.gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

await fastify.inject({ method: 'POST', url: '/authors', payload: { name: 'Lem' } });
for (let number = 0; number < 20; number++) {
  await fastify.inject({
    method: 'POST',
    url: '/books',
    payload: { title: `Voyage ${number}`, author: 1, authorId: 1 },
  });
}
const startedAt = performance.now();
const cold = await heapBytes();
await ask(WARM_UP);
const before = await heapBytes();
const samples = [];
for (let part = 0; part < 5; part++) {
  await ask(Number(requests) / 5);
  samples.push((await heapBytes()) - before);
}
await app.close();
console.log(
  JSON.stringify({
    coldBytes: before - cold,
    grownBytes: samples.at(-1),
    samples,
    seconds: (performance.now() - startedAt) / 1_000,
  }),
);
