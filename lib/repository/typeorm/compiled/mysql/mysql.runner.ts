import type { DataSource, QueryRunner } from 'typeorm';
import { discardConnection } from '../../discard-connection.js';
import { replicasOf, type Replicas, type Server } from '../../replicas.js';
import { transactionOf } from '../../transaction.js';
import {
  mayBeBehind,
  mayTakeLong,
  type SqlPurpose,
  type SqlResult,
  type SqlRunner,
  type SqlTemplate,
} from '../sql-runner.js';
import { isSilence } from '../../errors/connection-failure.js';
import type { DriverError } from '../../errors/driver-failure.js';
import { sessionOf, type MysqlConnection, type MysqlQueryOptions, type MysqlWriteResult } from './mysql-connection.js';
import { mysqlLiteral, type MysqlSession } from './mysql-literal.js';

/** Errors after which the server closes the connection: shutdown, killed, killed while it ran. */
const CLOSING_ERRORS: ReadonlySet<unknown> = new Set([1053, 1317, 1927]);

/** Time that a connection of the pool is waited for, in milliseconds. */
const CONNECTION_MS = 1_500;

/** Runs statements on mysql2 connections that TypeORM's own query runners take from its pool. */
export class MysqlRunner implements SqlRunner {
  private readonly session: MysqlSession;
  private readonly replicas: Replicas | undefined;

  /** @param withTimeLimit makes the server give up a statement that takes too long. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly withTimeLimit: (sql: string) => string,
    /** Time that an answer is waited for, in milliseconds. */
    private readonly answerMs: number,
  ) {
    this.session = sessionOf(dataSource.options);
    this.replicas = replicasOf(dataSource);
  }

  async run(template: SqlTemplate, parameters: readonly unknown[], purpose: SqlPurpose): Promise<SqlResult> {
    const text = this.textOf(template, parameters);
    const sql = mayTakeLong(purpose) ? this.withTimeLimit(text) : text;
    const transaction = transactionOf(this.dataSource);
    if (transaction !== undefined) {
      return transaction.run(() =>
        send(transaction.queryRunner, sql, this.answerMs, (error) => transaction.breakBy(error)),
      );
    }
    if (this.replicas === undefined || !mayBeBehind(purpose)) return this.runOn('master', sql);
    return this.replicas.read(template.text, (server) => this.runOn(server, sql));
  }

  private async runOn(server: Server, sql: string): Promise<SqlResult> {
    const queryRunner = this.dataSource.driver.createQueryRunner(server);
    let broken: Error | undefined;
    try {
      await connectInTime(queryRunner);
      return await send(queryRunner, sql, this.answerMs, (error) => (broken = error));
    } finally {
      if (broken === undefined) void queryRunner.release();
      else void discardConnection(queryRunner, broken);
    }
  }

  private textOf(template: SqlTemplate, parameters: readonly unknown[]): string {
    let text = template.segments[0]!;
    for (let index = 0; index < parameters.length; index++) {
      text += mysqlLiteral(parameters[index], this.session) + template.segments[index + 1]!;
    }
    return text;
  }
}

/** mysql2 has no limit for it: behind connections that hang, everybody would wait for their turn to hang. */
async function connectInTime(queryRunner: QueryRunner): Promise<void> {
  const connecting = queryRunner.connect() as Promise<MysqlConnection>;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      // One that comes yet goes back: nobody is there to use it.
      connecting.then(
        (connection) => connection.release(),
        () => undefined,
      );
      reject(new Error('No connections available in time.'));
    }, CONNECTION_MS);
  });
  try {
    await Promise.race([connecting, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** @param whenBroken hears of an error after which the connection must serve nobody. */
async function send(
  queryRunner: QueryRunner,
  sql: string,
  answerMs: number,
  whenBroken: (error: Error) => void,
): Promise<SqlResult> {
  const connection = (await queryRunner.connect()) as MysqlConnection;
  try {
    return await execute(connection, sql, answerMs);
  } catch (error) {
    if (isBroken(error)) whenBroken(error as Error);
    throw error;
  }
}

function execute(connection: MysqlConnection, sql: string, timeout: number): Promise<SqlResult> {
  const options: MysqlQueryOptions = {
    sql,
    timeout,
    rowsAsArray: true,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    jsonStrings: true,
    // A typeCast of the application's own would change what values look like.
    ...(typeof connection.config.typeCast === 'function' && { typeCast: (_field, next) => next() }),
  };
  return new Promise((resolve, reject) => {
    connection.query(options, (error, result) => {
      if (error) reject(error);
      else resolve(Array.isArray(result) ? rowsResult(result) : writeResult(result));
    });
  });
}

function rowsResult(rows: unknown[][]): SqlResult {
  return { rows, affected: rows.length, parsed: false, insertId: undefined };
}

/** Rows that were matched count as affected even where nothing changed, whatever the connection's flags say. */
function writeResult(result: MysqlWriteResult): SqlResult {
  const matched = /Rows matched: (\d+)/.exec(result.info ?? '');
  const affected = matched === null ? result.affectedRows : Number(matched[1]);
  return { rows: [], affected, parsed: false, insertId: result.insertId };
}

function isBroken(error: unknown): boolean {
  const { fatal, errno } = error as { fatal?: boolean; errno?: unknown };
  return fatal === true || CLOSING_ERRORS.has(errno) || isSilence(error as DriverError);
}
