// How long reading the tables of a database takes beside connecting to it, in milliseconds:
//   npm run build && node bench/reflection.mjs [TABLES]
// Servers at LIGHTAPI_TEST_POSTGRES_URL and LIGHTAPI_TEST_MARIADB_URL are asked where they are set, SQLite always.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { reflectDatabase } from '../dist/compiler/sources/reflection/reflect.js';

const TABLES = Number(process.argv[2] ?? 300);
const REPEATS = 5;
const SCRATCH = `lightapi_bench_reflection_${process.pid}`;
const libsql = createRequire(import.meta.url)('libsql');

const folder = mkdtempSync(join(tmpdir(), 'lightapi-bench-'));
console.log(`${TABLES} tables of 13 columns, best of ${REPEATS}; milliseconds`);
await measure({ type: 'better-sqlite3', driver: libsql, database: join(folder, 'bench.sqlite') });
rmSync(folder, { recursive: true });
for (const type of ['postgres', 'mariadb']) {
  const server = process.env[`LIGHTAPI_TEST_${type.toUpperCase()}_URL`];
  if (server === undefined) continue;
  const admin = await new DataSource({ type, url: server }).initialize();
  await admin.query(`CREATE DATABASE ${SCRATCH}`);
  try {
    const url = new URL(server);
    url.pathname = `/${SCRATCH}`;
    await measure({ type, url: url.href });
  } finally {
    await admin.query(`DROP DATABASE ${SCRATCH}`);
    await admin.destroy();
  }
}

async function measure(options) {
  await fill(options);
  const times = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const began = performance.now();
    const source = await new DataSource(options).initialize();
    const connected = performance.now();
    const { schemas } = await reflectDatabase(source);
    if (schemas.length !== TABLES) throw new Error(`${schemas.length} of ${TABLES} tables were read`);
    times.push({ connect: connected - began, reflect: performance.now() - connected });
    await source.destroy();
  }
  const [{ connect, reflect }] = times.sort((left, right) => left.reflect - right.reflect);
  console.log(
    `${options.type.padEnd(15)} connect ${connect.toFixed(0).padStart(5)}   reflect ${reflect.toFixed(0).padStart(5)}`,
  );
}

/** Each table leads to the one before it. */
async function fill(options) {
  const source = await new DataSource(options).initialize();
  const columns = Array.from({ length: 10 }, (_, index) => `c${index} varchar(40) DEFAULT 'x'`).join(', ');
  for (let index = 0; index < TABLES; index++) {
    await source.query(
      `CREATE TABLE table_${index} (id integer PRIMARY KEY, code varchar(20) NOT NULL UNIQUE, ${columns}, before_id integer,
        FOREIGN KEY (before_id) REFERENCES table_${Math.max(0, index - 1)} (id))`,
    );
  }
  await source.destroy();
}
