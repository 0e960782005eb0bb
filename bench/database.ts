import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { AUTHORS, BOOKS, REVIEWS } from './sizes.js';
import { ENTITIES, GENRES } from './entities.js';
import type { BenchEngine } from './variants/variant.js';

const server = process.env['LIGHTAPI_BENCH_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** A database made for one run. */
export interface BenchDatabase {
  readonly engine: BenchEngine;
  /** Where the contestant with this number finds it. */
  urlFor(number: number): string;
  /** CPU time that the backends of a variant have used so far, in microseconds; `undefined` where it cannot be read. */
  backends(applicationName: string): Promise<readonly number[]>;
  drop(): Promise<void>;
}

/** Creates the database with its tables, indexes and rows. */
export async function createDatabase(): Promise<BenchDatabase> {
  const name = `lightapi_bench_${process.pid}`;
  const admin = new Client({ connectionString: server, application_name: 'bench-admin' });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  // Neither the disk nor a parallel plan that comes and goes is what is compared.
  await admin.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
  await admin.query(`ALTER DATABASE ${name} SET max_parallel_workers_per_gather = 0`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const database: BenchDatabase = {
    engine: 'postgres',
    urlFor: () => url.href,
    async backends(applicationName) {
      const { rows } = await admin.query<{ pid: number }>(
        'SELECT pid FROM pg_stat_activity WHERE datname = $1 AND application_name = $2',
        [name, applicationName],
      );
      return rows.map(({ pid }) => pid);
    },
    async drop() {
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
  try {
    await fill(url.href);
  } catch (error) {
    await database.drop();
    throw error;
  }
  return database;
}

async function fill(url: string): Promise<void> {
  const dataSource = new DataSource({ type: 'postgres', url, entities: ENTITIES, synchronize: true });
  await dataSource.initialize();
  await dataSource.query(
    `INSERT INTO authors (name, country)
     SELECT 'Author ' || n, (ARRAY['DE','FR','IT','NL'])[1 + n % 4] FROM generate_series(1, $1::int) AS n`,
    [AUTHORS],
  );
  await dataSource.query(
    `INSERT INTO books (title, isbn, genre, price, pages, rating, available, "publishedAt", summary, "authorId")
     SELECT 'The ' || (ARRAY['quiet','long','broken','second','northern'])[1 + n % 5] || ' voyage, part ' || n,
            '978' || lpad(n::text, 10, '0'),
            ($3::text[])[1 + n % 6]::books_genre_enum,
            5 + (n * 7919 % 9500) / 100.0,
            80 + n % 900,
            CASE WHEN n % 10 = 0 THEN NULL ELSE (n % 50) / 10.0 END,
            n % 7 <> 0,
            timestamptz '1970-01-01 00:00:00Z' + n * interval '4 hours 17 seconds 5 milliseconds',
            'A ship leaves the harbour at night with a cargo nobody has declared. ' || md5(n::text)
              || ' What its crew finds "at the far end" is told in ' || 3 + n % 20 || ' chapters.',
            1 + n % ($2::int - 1)
     FROM generate_series(1, $1::int) AS n`,
    [BOOKS, AUTHORS, GENRES],
  );
  await dataSource.query(
    `INSERT INTO reviews ("bookId", rating, text, "writtenAt")
     SELECT book, 1 + (book + n) % 5, 'Read it in one go, and then again. ' || md5(book || '-' || n),
            timestamptz '2020-01-01 00:00:00Z' + (book * 7 + n) * interval '11 minutes'
     FROM generate_series(1, $1::int) AS book, generate_series(1, $2::int) AS n`,
    [BOOKS, REVIEWS],
  );
  // Autovacuum would strike some rounds and spare others; room in each page lets updates stay where they are.
  await dataSource.query('ALTER TABLE books SET (autovacuum_enabled = false, fillfactor = 70)');
  await dataSource.query('VACUUM (FULL, ANALYZE) books');
  await dataSource.query('VACUUM ANALYZE');
  await dataSource.destroy();
}
