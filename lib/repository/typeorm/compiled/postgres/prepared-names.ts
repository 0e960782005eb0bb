import type { PgConnection } from './pg-client.js';

/** The server does not know a name, or has a plan for it whose row type has changed. */
const UNKNOWN_NAME = '26000';
const CHANGED_ROW_TYPE = '0A000';

const preparedNames = new WeakMap<PgConnection, Set<string>>();

/** Names that a connection has prepared. */
export function namesOf(connection: PgConnection): Set<string> {
  let names = preparedNames.get(connection);
  if (names === undefined) preparedNames.set(connection, (names = new Set()));
  return names;
}

/** Whether a prepared statement can no longer be used. Bind has failed, so nothing has run. */
export function isLostName(error: unknown): boolean {
  return isUnknownName(error) || codeOf(error) === CHANGED_ROW_TYPE;
}

/** Whether the connection has another server behind it than the one that was told the name, or one that was reset. */
export function isUnknownName(error: unknown): boolean {
  return codeOf(error) === UNKNOWN_NAME;
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
