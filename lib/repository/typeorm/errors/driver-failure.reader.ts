import { QueryFailedError } from 'typeorm';
import { LightApiError } from '../../../common/light-api.error.js';
import { isSilence, readConnectionFailure } from './connection-failure.js';
import type { DriverError, DriverFailure } from './driver-failure.js';
import { readMysqlFailure } from './mysql-failure.js';
import { readPostgresFailure } from './postgres-failure.js';
import { readSqliteFailure } from './sqlite-failure.js';

/**
 * What a thrown value says about the database: an error of a driver, one that TypeORM wrapped, or one that was already
 * made into a LightApiError. `undefined` when it says nothing that a client should hear about.
 */
export function readDriverFailure(error: unknown): DriverFailure | undefined {
  const known = driverErrorOf(error);
  if (known === undefined) return undefined;
  return (
    readConnectionFailure(known) ?? readSqliteFailure(known) ?? readMysqlFailure(known) ?? readPostgresFailure(known)
  );
}

/** Whether the database gave up a transaction because of others that ran beside it: the same work may succeed again. */
export function isWriteConflict(error: unknown): boolean {
  return readDriverFailure(error)?.kind === 'conflict';
}

/** Whether the database can no longer be heard, or is about to close the connection. */
export function isConnectionFailure(error: unknown): boolean {
  const known = driverErrorOf(error);
  return known !== undefined && (isSilence(known) || readDriverFailure(error)?.kind === 'unavailable');
}

/** Whether a server was waited for until the driver gave up. */
export function isSilent(error: unknown): boolean {
  const known = driverErrorOf(error);
  return known !== undefined && isSilence(known);
}

function driverErrorOf(error: unknown): DriverError | undefined {
  const source = error instanceof LightApiError ? error.cause : error;
  const driverError: unknown = source instanceof QueryFailedError ? source.driverError : source;
  return typeof driverError === 'object' && driverError !== null ? driverError : undefined;
}
