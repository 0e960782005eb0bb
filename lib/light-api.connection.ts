import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import { DataSource, DriverPackageNotInstalledError, type DataSourceOptions } from 'typeorm';
import { LightApiBootError } from './compiler/boot.error.js';
import { isConnectionFailure } from './repository/typeorm/errors/driver-failure.reader.js';

/** Tries to reach a database, unless its options say otherwise, and what is waited in between: 7.5 seconds in all. */
const TRIES = 5;
const FIRST_WAIT_MS = 500;

/** Codes of PostgreSQL and MySQL for a user, a password or a database that is not known there. */
const REFUSED_CODES: ReadonlySet<string> = new Set([
  '28000',
  '28P01',
  '3D000',
  'ER_ACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
]);

/** How often a database is asked before the start gives up: the `retryAttempts`, `retryDelay` and `toRetry` of its options. */
export type ConnectionPatience = Pick<TypeOrmModuleOptions, 'retryAttempts' | 'retryDelay' | 'toRetry'>;

/**
 * Connects, and tries again while the database cannot be reached. What is told of it has the code of the driver alone:
 * its message may repeat the address.
 *
 * @throws LightApiBootError LA034 when the package of the driver is missing, LA058 when the database does not answer or
 * knows neither user nor database; any other error as it is
 */
export async function connectDatabase(options: DataSourceOptions, patience: ConnectionPatience): Promise<DataSource> {
  const { retryAttempts = TRIES, retryDelay, toRetry = isConnectionFailure } = patience;
  for (let attempt = 1; ; attempt++) {
    const source = createSource(options);
    try {
      return await source.initialize();
    } catch (error) {
      if (source.isInitialized) await source.destroy();
      if (!toRetry(error) || attempt >= retryAttempts) throw told(error, attempt);
      const waitMs = retryDelay ?? FIRST_WAIT_MS * 2 ** (attempt - 1);
      new Logger('LightApi').warn(
        `The database cannot be reached (${codeOf(error)}). Try ${attempt + 1} of ${retryAttempts} in ${waitMs / 1000} s.`,
      );
      await wait(waitMs);
    }
  }
}

function createSource(options: DataSourceOptions): DataSource {
  try {
    return new DataSource(options);
  } catch (error) {
    if (!(error instanceof DriverPackageNotInstalledError)) throw error;
    throw missingDriver(options.type);
  }
}

function missingDriver(type: string): LightApiBootError {
  const name = type === 'postgres' ? 'pg' : type === 'mysql' || type === 'mariadb' ? 'mysql2' : type;
  return new LightApiBootError([
    {
      code: 'LA034',
      place: 'database',
      message: `the driver of ${type} is not installed.`,
      fix: `npm install ${name}`,
    },
  ]);
}

/** A failure of the connection in our words. */
function told(error: unknown, tries: number): unknown {
  const code = codeOf(error);
  if (REFUSED_CODES.has(code)) {
    return unusable(
      `the database refuses the connection (${code}).`,
      'mend the user, the password or the name of the database in its address',
    );
  }
  if (!isConnectionFailure(error)) return error;
  const times = tries === 1 ? '' : `, ${tries} times`;
  return unusable(`the database cannot be reached (${code})${times}.`, 'start it, or mend its address in database.url');
}

function unusable(message: string, fix: string): LightApiBootError {
  return new LightApiBootError([{ code: 'LA058', place: 'database', message, fix }]);
}

function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'the connection was lost';
}
