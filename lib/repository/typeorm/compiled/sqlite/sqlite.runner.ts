import type { DataSource } from 'typeorm';
import { transactionOf } from '../../transaction.js';
import { outlastTransactions } from '../../write-lock.js';
import { BoundedMap } from '../bounded-map.js';
import type { SqlPurpose, SqlResult, SqlRunner, SqlTemplate } from '../sql-runner.js';
import { sqliteConnectionOf, type SqliteConnection, type SqliteStatement } from './sqlite-connection.js';

/** Statements kept prepared on a connection. */
const MAX_STATEMENTS = 500;

/** Shared by the repositories of a data source, which all use its one connection. */
const statementsOf = new WeakMap<SqliteConnection, BoundedMap<string, SqliteStatement>>();

/** Runs statements on the one connection of a better-sqlite3 data source. Each is done when the call returns. */
export class SqliteRunner implements SqlRunner {
  constructor(private readonly dataSource: DataSource) {}

  async run(template: SqlTemplate, parameters: readonly unknown[], purpose: SqlPurpose): Promise<SqlResult> {
    const connection = this.connection();
    const send = (): SqlResult => execute(prepare(connection, template.text), parameters, purpose);
    const transaction = transactionOf(this.dataSource);
    if (transaction !== undefined) return transaction.run(async () => send());
    // Only then, without a pause otherwise: a write must begin in the tick in which it was asked for.
    if (connection.inTransaction) await outlastTransactions(this.dataSource, () => connection.inTransaction);
    return send();
  }

  private connection(): SqliteConnection {
    const connection = sqliteConnectionOf(this.dataSource.driver);
    if (connection === undefined) throw new TypeError('The data source is not connected.');
    return connection;
  }
}

function execute(statement: SqliteStatement, parameters: readonly unknown[], purpose: SqlPurpose): SqlResult {
  if (!statement.reader) {
    return { rows: [], affected: statement.run(parameters).changes, parsed: false, insertId: undefined };
  }
  // Only for one row by its key: libsql does not rewind a statement for get() that all() has used, nor end a write.
  const isLookup = purpose === 'lookup' || purpose === 'reread';
  const rows = isLookup ? toRows(statement.get(parameters)) : statement.all(parameters);
  return { rows, affected: rows.length, parsed: false, insertId: undefined };
}

function prepare(connection: SqliteConnection, text: string): SqliteStatement {
  let statements = statementsOf.get(connection);
  if (statements === undefined) statementsOf.set(connection, (statements = new BoundedMap(MAX_STATEMENTS)));
  const known = statements.get(text);
  if (known !== undefined) return known;
  const statement = connection.prepare(text);
  if (statement.reader) statement.raw();
  statements.set(text, statement);
  return statement;
}

function toRows(row: unknown[] | undefined): unknown[][] {
  return row === undefined ? [] : [row];
}
