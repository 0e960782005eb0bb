import { createRequire } from 'node:module';
import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import { LightApiBootError } from './compiler/boot.error.js';
import { readEnvironment } from './config/environment.js';

/**
 * How long a request may wait for a connection, for a statement and for a lock, so that a dead database is a quick 503.
 * PostgreSQL looks for a deadlock after a second: with no more patience than that, both sides of one would give up
 * instead of one of them being tried again.
 */
const POSTGRES_PATIENCE = {
  connectionTimeoutMillis: 1500,
  statement_timeout: 4000,
  lock_timeout: 1500,
  // A server that is frozen, or cut off, does not limit its statements.
  query_timeout: 4500,
};
const MYSQL_PATIENCE = { connectTimeout: 1500 };
/** mysql2 never asks a server of a cluster again that has failed five times. */
const MYSQL_CLUSTER_PATIENCE = { removeNodeErrorCount: 1, restoreNodeTimeout: 500 };

/**
 * TypeORM options of the database to open: those given, else `LIGHTAPI_DATABASE_URL`, else an embedded SQLite file
 * whose tables are created at boot. Time limits are added where the options leave them open.
 *
 * @throws LightApiBootError LA033 for a bad URL, LA034 when SQLite is wanted and no driver is installed
 */
export function databaseOptions(given: TypeOrmModuleOptions | undefined): TypeOrmModuleOptions {
  if (given) return withPatience(withSqliteDriver(given));
  const { environment, problems } = readEnvironment();
  const bad = problems.filter(({ variable }) => variable === 'LIGHTAPI_DATABASE_URL');
  if (bad.length > 0) {
    throw new LightApiBootError(
      bad.map(({ variable, message, fix }) => ({
        code: 'LA033',
        place: 'environment',
        message: `${variable} ${message}`,
        fix,
      })),
    );
  }
  const { databaseUrl } = environment;
  const options = databaseUrl === undefined ? embedded('lightapi.sqlite', true) : optionsOfUrl(databaseUrl);
  return withPatience(withSqliteDriver(options));
}

/** TypeORM options of a database by its URL. */
export function optionsOfUrl(url: string): TypeOrmModuleOptions {
  if (url.startsWith('sqlite:')) return embedded(url.slice('sqlite:'.length), false);
  const type = url.startsWith('postgres') ? 'postgres' : url.startsWith('mariadb') ? 'mariadb' : 'mysql';
  return { type, url, autoLoadEntities: true };
}

/** An SQLite database in a file, or `:memory:`. */
export function embedded(database: string, synchronize: boolean): TypeOrmModuleOptions {
  return { type: 'better-sqlite3', database, synchronize, autoLoadEntities: true };
}

function withSqliteDriver(options: TypeOrmModuleOptions): TypeOrmModuleOptions {
  if (options.type !== 'better-sqlite3' || options.driver !== undefined) return options;
  const require = createRequire(import.meta.url);
  for (const driver of ['libsql', 'better-sqlite3']) {
    try {
      return { ...options, driver: require(driver) as unknown };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new LightApiBootError([
    { code: 'LA034', place: 'database', message: 'no SQLite driver is installed.', fix: 'npm install libsql' },
  ]);
}

/** What is used of an SQLite driver's connection. */
interface SqliteConnection {
  pragma(text: string): unknown;
}

/**
 * Has a database file write ahead: a change is stored, as durably as without, by a third of the work, and nobody who reads
 * waits for it (https://sqlite.org/wal.html). `enableWAL` says otherwise; a file that cannot be changed stays as it is.
 */
export function withWriteAheadLog(options: TypeOrmModuleOptions): TypeOrmModuleOptions {
  if (options.type !== 'better-sqlite3' || options.enableWAL !== undefined || options.readonly === true) return options;
  const { prepareDatabase } = options;
  return {
    ...options,
    prepareDatabase: async (connection: SqliteConnection) => {
      await prepareDatabase?.(connection);
      try {
        connection.pragma('journal_mode = WAL');
      } catch (error) {
        if (!isUnchangeable(error)) throw error;
      }
    },
  };
}

/** A file that nobody may write, or that another process is using in the other mode. */
function isUnchangeable(error: unknown): boolean {
  return /^SQLITE_(READONLY|BUSY)/.test(String((error as { code?: unknown }).code));
}

function withPatience(options: TypeOrmModuleOptions): TypeOrmModuleOptions {
  const patience =
    options.type === 'postgres'
      ? POSTGRES_PATIENCE
      : options.type === 'mysql' || options.type === 'mariadb'
        ? MYSQL_PATIENCE
        : undefined;
  if (!patience) return options;
  const { replication } = options as { readonly replication?: object };
  const isCluster = patience === MYSQL_PATIENCE && replication !== undefined;
  return {
    ...options,
    ...(isCluster && { replication: { ...MYSQL_CLUSTER_PATIENCE, ...replication } }),
    extra: { ...patience, ...(options.extra as object | undefined) },
  } as TypeOrmModuleOptions;
}
