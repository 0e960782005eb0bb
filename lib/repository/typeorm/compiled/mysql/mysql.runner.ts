import type { DataSource, QueryRunner } from 'typeorm';
import { discardConnection } from '../../discard-connection.js';
import { transactionOf } from '../../transaction.js';
import {
  mayTakeLong,
  serverFor,
  type SqlPurpose,
  type SqlResult,
  type SqlRunner,
  type SqlTemplate,
} from '../sql-runner.js';
import { timezoneOf, type MysqlConnection, type MysqlQueryOptions, type MysqlWriteResult } from './mysql-connection.js';
import { mysqlLiteral } from './mysql-literal.js';

/** Errors after which the server closes the connection: shutdown, killed, killed while it ran. */
const CLOSING_ERRORS: ReadonlySet<unknown> = new Set([1053, 1317, 1927]);

/** Runs statements on mysql2 connections that TypeORM's own query runners take from its pool. */
export class MysqlRunner implements SqlRunner {
  private readonly timezone: string;

  /** @param withTimeLimit makes the server give up a statement that takes too long. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly withTimeLimit: (sql: string) => string,
  ) {
    this.timezone = timezoneOf(dataSource.options);
  }

  async run(template: SqlTemplate, parameters: readonly unknown[], purpose: SqlPurpose): Promise<SqlResult> {
    const text = this.textOf(template, parameters);
    const sql = mayTakeLong(purpose) ? this.withTimeLimit(text) : text;
    const transaction = transactionOf(this.dataSource);
    if (transaction !== undefined) {
      return transaction.run(() => send(transaction.queryRunner, sql, (error) => transaction.breakBy(error)));
    }
    const queryRunner = this.dataSource.driver.createQueryRunner(serverFor(purpose));
    let broken: Error | undefined;
    try {
      return await send(queryRunner, sql, (error) => (broken = error));
    } finally {
      if (broken === undefined) void queryRunner.release();
      else void discardConnection(queryRunner, broken);
    }
  }

  private textOf(template: SqlTemplate, parameters: readonly unknown[]): string {
    let text = template.segments[0]!;
    for (let index = 0; index < parameters.length; index++) {
      text += mysqlLiteral(parameters[index], this.timezone) + template.segments[index + 1]!;
    }
    return text;
  }
}

/** @param whenBroken hears of an error after which the connection must serve nobody. */
async function send(queryRunner: QueryRunner, sql: string, whenBroken: (error: Error) => void): Promise<SqlResult> {
  const connection = (await queryRunner.connect()) as MysqlConnection;
  try {
    return await execute(connection, sql);
  } catch (error) {
    if (isBroken(error)) whenBroken(error as Error);
    throw error;
  }
}

function execute(connection: MysqlConnection, sql: string): Promise<SqlResult> {
  const options: MysqlQueryOptions = {
    sql,
    rowsAsArray: true,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
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
  return fatal === true || CLOSING_ERRORS.has(errno);
}
