import { textOrNothing, type DriverError, type DriverFailure, type FailureKind } from './driver-failure.js';

/** Result codes (sqlite.org/rescode.html), by how they begin; the longer names come first. */
const KIND_BY_CODE: readonly (readonly [prefix: string, kind: FailureKind])[] = [
  ['SQLITE_MISMATCH', 'rejected'],
  ['SQLITE_TOOBIG', 'rejected'],
  ['SQLITE_CONSTRAINT_DATATYPE', 'rejected'],
  ['UNKNOWN_SQLITE_ERROR_3091', 'rejected'],
  ['SQLITE_BUSY_SNAPSHOT', 'conflict'],
  ['SQLITE_BUSY', 'timeout'],
  ['SQLITE_LOCKED', 'timeout'],
  ['SQLITE_INTERRUPT', 'timeout'],
  ['SQLITE_CANTOPEN', 'unavailable'],
  ['SQLITE_IOERR', 'unavailable'],
  ['SQLITE_FULL', 'unavailable'],
  ['SQLITE_READONLY', 'unavailable'],
];

/** Messages, because sql.js gives no code and the names are in them anyway. */
const KIND_BY_MESSAGE: readonly (readonly [prefix: string, kind: FailureKind])[] = [
  ['UNIQUE constraint failed: ', 'unique'],
  ['NOT NULL constraint failed: ', 'required'],
  ['CHECK constraint failed: ', 'check'],
  ['FOREIGN KEY constraint failed', 'foreignKey'],
  ['datatype mismatch', 'rejected'],
  ['string or blob too big', 'rejected'],
  ['database is locked', 'timeout'],
];

/** Reads an error of SQLite (libsql, better-sqlite3, sql.js); `undefined` when it is none that a client should hear about. */
export function readSqliteFailure(error: DriverError): DriverFailure | undefined {
  const message = textOrNothing(error.message) ?? '';
  for (const [prefix, kind] of KIND_BY_MESSAGE) {
    if (message.startsWith(prefix)) return describe(kind, message.slice(prefix.length));
  }
  const code = textOrNothing(error.code);
  const known = code === undefined ? undefined : KIND_BY_CODE.find(([prefix]) => code.startsWith(prefix));
  return known && { kind: known[1] };
}

function describe(kind: FailureKind, names: string): DriverFailure {
  if (kind === 'check') return { kind, constraint: names };
  if (kind !== 'unique' && kind !== 'required') return { kind };
  if (names.startsWith("index '")) return { kind, constraint: names.slice(7, -1) };
  // table.column, table.column
  const columns = names.split(', ');
  const dot = columns[0]!.indexOf('.');
  return { kind, table: columns[0]!.slice(0, dot), columns: columns.map((name) => name.slice(dot + 1)) };
}
