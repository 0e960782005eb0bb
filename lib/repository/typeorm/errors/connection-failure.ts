import { textOrNothing, type DriverError, type DriverFailure } from './driver-failure.js';

/** Codes of the operating system and of mysql2 for a server that is not there, or no longer. */
const LOST_CODES: ReadonlySet<string> = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'ENFILE',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'POOL_CLOSED',
  'POOL_NOEXIST',
  'POOL_NONEONLINE',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_ENQUEUE_AFTER_QUIT',
]);

/** How the errors begin that pg, mysql2, libsql and TypeORM raise without a code. */
const LOST_MESSAGES: readonly string[] = [
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Connection terminated',
  'Connection lost',
  'Client has encountered a connection error',
  'Client was closed',
  'Cannot use a pool after calling end',
  'No connections available',
  'Queue limit reached',
  'Pool is closed',
  "Can't add new command when connection is in closed state",
  'This socket has been ended',
  'The database connection is not open',
  'Driver not Connected',
  'Connection is not established',
  'Connection with',
];

const TIMEOUT_MESSAGES: readonly string[] = ['Query read timeout', 'Query inactivity timeout'];

/** Whether nothing was heard for so long that the driver gave up waiting: the answer may come yet, to whoever asks next. */
export function isSilence(error: DriverError): boolean {
  if (error.code === 'PROTOCOL_SEQUENCE_TIMEOUT') return true;
  const message = textOrNothing(error.message) ?? '';
  return TIMEOUT_MESSAGES.some((start) => message.startsWith(start));
}

/** Reads an error of the connection itself rather than of a statement; `undefined` for any other. */
export function readConnectionFailure(error: DriverError): DriverFailure | undefined {
  const code = textOrNothing(error.code);
  if (code !== undefined && LOST_CODES.has(code)) return { kind: 'unavailable' };
  if (isSilence(error)) return { kind: 'timeout' };
  const message = textOrNothing(error.message) ?? '';
  return LOST_MESSAGES.some((start) => message.startsWith(start)) ? { kind: 'unavailable' } : undefined;
}
