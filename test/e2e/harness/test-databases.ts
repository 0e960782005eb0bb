import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import libsql from 'libsql';
import { createConnection } from 'mysql2/promise';
import { databasePrefix, withDatabase } from '../../services/database-names.js';
import { leavePostgresDatabase, takePostgresDatabase } from './postgres-databases.js';

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

/** Creates a database that nothing else uses. */
export function createTestDatabase(engine: Engine): Promise<TestDatabase> {
  if (engine === 'postgres') return createPostgres();
  if (engine === 'mariadb') return createMariadb();
  return Promise.resolve({
    options: { ...COMMON, type: 'better-sqlite3', driver: libsql, database: ':memory:' },
    drop: () => Promise.resolve(),
  });
}

async function createPostgres(): Promise<TestDatabase> {
  const admin = serverUrl('LIGHTAPI_TEST_POSTGRES_URL');
  const name = await takePostgresDatabase(admin, nextName);
  return {
    options: { ...COMMON, type: 'postgres', url: withDatabase(admin, name), poolSize: 5 },
    drop: () => {
      leavePostgresDatabase(admin, name);
      return Promise.resolve();
    },
  };
}

async function createMariadb(): Promise<TestDatabase> {
  const admin = serverUrl('LIGHTAPI_TEST_MARIADB_URL');
  const name = nextName();
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
    // Nobody waits for it: the server writes to the disk for each table, and the end of the run drops what is left.
    drop: () => {
      onMariadb(admin, `drop database if exists ${name}`).catch(() => undefined);
      return Promise.resolve();
    },
  };
}

/** A name that is unique over processes, and says to which run it belongs. */
function nextName(): string {
  return `${databasePrefix()}${process.pid}_${++created}`;
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
