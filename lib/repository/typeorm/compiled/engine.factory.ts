import type { DataSource } from 'typeorm';
import type { Resource } from '../../../resource/resource.js';
import { driverParameter } from '../orm/driver-parameter.js';
import { retryOnWriteConflict } from '../retry-on-write-conflict.js';
import { runTransaction } from '../run-transaction.js';
import { watchedRunner } from '../statement-watch.js';
import { transactionOf } from '../transaction.js';
import { withWriteLock } from '../write-lock.js';
import { hasArrayRows } from './mysql/mysql-connection.js';
import { MysqlDialect } from './mysql/mysql.dialect.js';
import { MysqlRunner } from './mysql/mysql.runner.js';
import { OrmRunner } from './orm.runner.js';
import { hasJavaScriptClient } from './postgres/pg-client.js';
import { PostgresDialect } from './postgres/postgres.dialect.js';
import { PostgresRunner } from './postgres/postgres.runner.js';
import { RecurringStatements } from './recurring-statements.js';
import type { SqlDialect } from './sql-dialect.js';
import { answerLimit, type SqlRunner } from './sql-runner.js';
import { sqliteConnectionOf } from './sqlite/sqlite-connection.js';
import { SqliteDialect } from './sqlite/sqlite.dialect.js';
import { SqliteRunner } from './sqlite/sqlite.runner.js';

/** How statements are written for a data source, and how they are sent. */
export interface Engine {
  readonly dialect: SqlDialect;
  readonly runner: SqlRunner;
  readonly recurring: RecurringStatements;
  /**
   * Runs a write of one statement so that no transaction of somebody else can take it back, and again when the database
   * gave it up because of others. Inside a transaction it is a part of that.
   */
  readonly write: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Runs writes that are stored as a whole or not at all. */
  readonly transaction: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** What differs between drivers. */
interface DriverEngine extends Pick<Engine, 'dialect' | 'runner'> {
  /** Gives a statement a turn of its own where all share one connection. */
  readonly exclusively: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** Every write has a connection of its own. */
const alone: DriverEngine['exclusively'] = (work) => work();

/** @throws TypeError for a driver other than postgres, mysql, mariadb and better-sqlite3. */
export function createEngine(resource: Resource, dataSource: DataSource): Engine {
  const { dialect, runner, exclusively } = createDriverEngine(resource, dataSource);
  return {
    dialect,
    runner: watchedRunner(dataSource, runner),
    recurring: new RecurringStatements(dialect),
    write: (work) => (transactionOf(dataSource) === undefined ? retryOnWriteConflict(() => exclusively(work)) : work()),
    transaction: (work) => runTransaction(dataSource, work),
  };
}

function createDriverEngine(resource: Resource, dataSource: DataSource): DriverEngine {
  const timeoutMs = resource.limits.statementTimeoutMs;
  switch (dataSource.options.type) {
    case 'postgres':
      return postgresEngine(dataSource, timeoutMs);
    case 'mysql':
    case 'mariadb':
      return mysqlEngine(dataSource, timeoutMs);
    case 'better-sqlite3':
      return sqliteEngine(dataSource);
    default:
      throw new TypeError(`There are no compiled statements for the driver ${dataSource.options.type}.`);
  }
}

function postgresEngine(dataSource: DataSource, timeoutMs: number): DriverEngine {
  const dialect = new PostgresDialect(dataSource);
  const { extra } = dataSource.options as { extra?: { pipeline?: boolean; statement_timeout?: unknown } };
  const isSlim = hasJavaScriptClient(dataSource.driver) && !extra?.pipeline && !isWatched(dataSource);
  const runner = isSlim
    ? new PostgresRunner(dataSource, timeoutMs, Number(extra?.statement_timeout) === timeoutMs)
    : new OrmRunner(dataSource, (segments) => dialect.joinSegments(segments));
  return { dialect, runner, exclusively: alone };
}

function mysqlEngine(dataSource: DataSource, timeoutMs: number): DriverEngine {
  const dialect = new MysqlDialect(dataSource);
  const isDirect = hasArrayRows(dataSource.driver) && !isWatched(dataSource);
  const runner = isDirect
    ? new MysqlRunner(dataSource, timeLimit(dataSource.options.type === 'mariadb', timeoutMs), answerLimit(timeoutMs))
    : new OrmRunner(dataSource, (segments) => dialect.joinSegments(segments), driverParameter);
  return { dialect, runner, exclusively: alone };
}

/** MariaDB limits any statement, MySQL only a SELECT. */
function timeLimit(isMariadb: boolean, timeoutMs: number): (sql: string) => string {
  if (isMariadb) return (sql) => `SET STATEMENT max_statement_time=${timeoutMs / 1000} FOR ${sql}`;
  const hint = `SELECT /*+ MAX_EXECUTION_TIME(${timeoutMs}) */ `;
  return (sql) => (sql.startsWith('SELECT ') ? hint + sql.slice('SELECT '.length) : sql);
}

/** A statement of ours is done when the call returns, so it needs a turn only while somebody's transaction is open. */
function sqliteEngine(dataSource: DataSource): DriverEngine {
  const dialect = new SqliteDialect(dataSource);
  const exclusively: DriverEngine['exclusively'] = (work) => withWriteLock(dataSource, work);
  if (isWatched(dataSource)) {
    return { dialect, runner: new OrmRunner(dataSource, (segments) => dialect.joinSegments(segments)), exclusively };
  }
  return {
    dialect,
    runner: new SqliteRunner(dataSource),
    exclusively: (work) =>
      sqliteConnectionOf(dataSource.driver)?.inTransaction === false ? work() : exclusively(work),
  };
}

/** Whether TypeORM has to see each statement, to log it or to tell how long it took. */
function isWatched({ options, subscribers }: DataSource): boolean {
  const { logging } = options;
  const logs = logging === true || logging === 'all' || (Array.isArray(logging) && logging.includes('query'));
  const hears = subscribers.some(
    (subscriber) => subscriber.beforeQuery !== undefined || subscriber.afterQuery !== undefined,
  );
  return logs || hears || Boolean(options.maxQueryExecutionTime);
}
