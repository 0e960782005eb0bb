import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import libsql from 'libsql';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';

export const ENGINES = ['sqlite', 'postgres', 'mariadb'] as const;
export type Engine = (typeof ENGINES)[number];

/** A fresh, empty database of one suite. */
export interface TestDatabase {
  /** Ready for `forRoot({ database })` or `TypeOrmModule.forRoot`; tables are created at boot. */
  readonly options: TypeOrmModuleOptions;
  drop(): Promise<void>;
}

const COMMON = { autoLoadEntities: true, synchronize: true, retryAttempts: 0 } as const;
let created = 0;

/** Creates a database that nothing else uses; its name is unique over processes. */
export function createTestDatabase(engine: Engine): Promise<TestDatabase> {
  const name = `lightapi_test_${process.pid}_${++created}`;
  if (engine === 'postgres') return createPostgres(name);
  if (engine === 'mariadb') return createMariadb(name);
  return Promise.resolve({
    options: { ...COMMON, type: 'better-sqlite3', driver: libsql, database: ':memory:' },
    drop: () => Promise.resolve(),
  });
}

async function createPostgres(name: string): Promise<TestDatabase> {
  const admin = serverUrl('LIGHTAPI_TEST_POSTGRES_URL');
  // A run that was killed leaves its databases behind, and process ids come again.
  await onPostgres(admin, `drop database if exists ${name} with (force)`);
  await onPostgres(admin, `create database ${name}`);
  // Deadlocks are found after a second otherwise, which is only waiting; a role that may not say so waits.
  await onPostgres(admin, `alter database ${name} set deadlock_timeout = '100ms'`).catch(() => undefined);
  return {
    options: { ...COMMON, type: 'postgres', url: withDatabase(admin, name), poolSize: 5 },
    drop: () => onPostgres(admin, `drop database if exists ${name} with (force)`),
  };
}

async function createMariadb(name: string): Promise<TestDatabase> {
  const admin = serverUrl('LIGHTAPI_TEST_MARIADB_URL');
  await onMariadb(admin, `drop database if exists ${name}`);
  await onMariadb(admin, `create database ${name} character set utf8mb4`);
  return {
    options: {
      ...COMMON,
      type: 'mariadb',
      url: withDatabase(admin, name),
      timezone: 'Z',
      charset: 'utf8mb4',
      poolSize: 5,
    },
    drop: () => onMariadb(admin, `drop database if exists ${name}`),
  };
}

async function onPostgres(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function onMariadb(url: string, statement: string): Promise<void> {
  const connection = await createConnection(url);
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}

function serverUrl(variable: string): string {
  const url = process.env[variable];
  if (!url) throw new Error(`${variable} is not set and no such server was found: see \`npm run services\``);
  return url;
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
