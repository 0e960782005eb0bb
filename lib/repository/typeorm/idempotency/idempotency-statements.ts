import type { DataSource } from 'typeorm';
import { IdempotencyEntry } from './idempotency-entry.js';

/** Longest wait for another transaction that has the same key, in milliseconds. */
const WAIT_LIMIT_MS = 2_000;

/** The statements about entries, in the words of the data source's engine. */
export interface IdempotencyStatements {
  /** Parameters `id, fingerprint, expires_at`. Waits for who has inserted the same; inserts nothing where that stays. */
  readonly insert: string;
  /** Parameter `id`. Reads what is stored now, also in a transaction that sees the past. */
  readonly select: string;
  /** Parameters `fingerprint, expires_at, id, expires_at before`. Makes an expired entry a new one. */
  readonly renew: string;
  /** Parameters `answer, id`. */
  readonly keep: string;
  /** Removes up to so many entries that have expired before that time. */
  purge(now: number, limit: number): string;
}

/** Writes the statements with the names that the entity has in this data source. */
export function createIdempotencyStatements(dataSource: DataSource): IdempotencyStatements {
  const { driver, options } = dataSource;
  const metadata = dataSource.getMetadata(IdempotencyEntry);
  const parts = metadata.tablePath.split('.').map((part) => driver.escape(part));
  const table = parts.join('.');
  const column = (property: keyof IdempotencyEntry): string =>
    driver.escape(metadata.findColumnWithPropertyName(property)!.databaseName);
  const id = column('id');
  const fingerprint = column('fingerprint');
  const answer = column('answer');
  const expiresAt = column('expiresAt');
  const isMysql = options.type === 'mysql' || options.type === 'mariadb';
  const slot = (index: number): string => (options.type === 'postgres' ? `$${index}` : '?');
  return {
    insert: insertOf(options.type, `INTO ${table} (${id}, ${fingerprint}, ${expiresAt})`),
    select:
      `SELECT ${fingerprint}, ${answer}, ${expiresAt} FROM ${table} WHERE ${id} = ${slot(1)}` +
      (isMysql ? ' LOCK IN SHARE MODE' : ''),
    renew:
      `UPDATE ${table} SET ${fingerprint} = ${slot(1)}, ${expiresAt} = ${slot(2)}, ${answer} = NULL ` +
      `WHERE ${id} = ${slot(3)} AND ${expiresAt} = ${slot(4)}`,
    keep: `UPDATE ${table} SET ${answer} = ${slot(1)} WHERE ${id} = ${slot(2)}`,
    purge: (now, limit) => {
      const expired = `${expiresAt} < ${now}`;
      if (isMysql) return `DELETE FROM ${table} WHERE ${expired} LIMIT ${limit}`;
      // The outer condition is looked at again when an entry was renewed while the statement waited for it.
      return `DELETE FROM ${table} WHERE ${expired} AND ${id} IN (SELECT ${id} FROM ${table} WHERE ${expired} LIMIT ${limit})`;
    },
  };
}

/** On MySQL, which knows no limit for one statement, the wait is as long as `innodb_lock_wait_timeout` says. */
function insertOf(engine: string, into: string): string {
  switch (engine) {
    case 'postgres':
      // A limit that the connection has stays as it is. Either holds until the transaction ends.
      return (
        `WITH patience AS (SELECT set_config('lock_timeout', CASE current_setting('lock_timeout') ` +
        `WHEN '0' THEN '${WAIT_LIMIT_MS}' ELSE current_setting('lock_timeout') END, true)) ` +
        `INSERT ${into} SELECT $1, $2, $3::bigint FROM patience ON CONFLICT DO NOTHING`
      );
    case 'mariadb':
      return `SET STATEMENT innodb_lock_wait_timeout = ${WAIT_LIMIT_MS / 1000} FOR INSERT IGNORE ${into} VALUES (?, ?, ?)`;
    case 'mysql':
      return `INSERT IGNORE ${into} VALUES (?, ?, ?)`;
    default:
      return `INSERT ${into} VALUES (?, ?, ?) ON CONFLICT DO NOTHING`;
  }
}
