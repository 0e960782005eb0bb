import type { DataSource } from 'typeorm';
import { withWriteLock } from '../../repository/typeorm/write-lock.js';
import { inPlaceOf, lostUndo, transactionWordOf } from './transaction-word.js';
import type { TakeBack } from './take-back.js';

/** The parts of better-sqlite3's API, and of libsql's, that are needed here. */
interface Connection {
  readonly inTransaction: boolean;
  prepare(text: string): Statement;
}

interface Statement {
  readonly reader: boolean;
  run(...parameters: unknown[]): unknown;
}

const SAVEPOINT = 'lightapi_test';

/**
 * Everybody shares the one connection already, and takes turns on it. It is given an outer transaction, and what would
 * begin or end one is said with savepoints.
 */
export async function undoSqlite(dataSource: DataSource): Promise<TakeBack> {
  const connection = (dataSource.driver as unknown as { readonly databaseConnection: Connection }).databaseConnection;
  const prepare = connection.prepare.bind(connection);
  await withWriteLock(dataSource, () => {
    prepare('BEGIN').run();
    forgetStatements(dataSource);
    connection.prepare = (text) => withSavepoint(text, prepare) ?? prepare(text);
  });
  return async () => {
    const unfinished = await withWriteLock(dataSource, () => undefined).catch((error: unknown) => error);
    connection.prepare = prepare;
    forgetStatements(dataSource);
    if (!connection.inTransaction) throw lostUndo(unfinished);
    prepare('ROLLBACK').run();
    if (unfinished !== undefined) throw new Error('This test has left a transaction open.', { cause: unfinished });
  };
}

function withSavepoint(text: string, prepare: Connection['prepare']): Statement | undefined {
  const word = transactionWordOf(text);
  if (word === undefined) return undefined;
  const statements = inPlaceOf(word, SAVEPOINT).map((one) => prepare(one));
  return { reader: false, run: () => statements.map((one) => one.run()).at(-1) };
}

/** TypeORM keeps prepared statements by their text. */
function forgetStatements(dataSource: DataSource): void {
  const runner = dataSource.createQueryRunner() as unknown as { readonly stmtCache?: Map<string, unknown> };
  runner.stmtCache?.clear();
}
