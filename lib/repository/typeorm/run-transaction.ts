import type { EventEmitter } from 'node:events';
import { QueryFailedError, type DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { discardConnection } from './discard-connection.js';
import { onServer, replicasOf } from './replicas.js';
import { retryOnWriteConflict } from './retry-on-write-conflict.js';
import { runAsPartOf, Transaction, transactionOf } from './transaction.js';
import { sharesOneConnection, withWriteLock } from './write-lock.js';

type Work<Result> = (manager: EntityManager) => Promise<Result>;
type IsolationLevel = Parameters<QueryRunner['startTransaction']>[0];

/** How TypeORM keeps count of what is open. */
type CountingRunner = { isTransactionActive: boolean; transactionDepth: number };

/**
 * Runs work in a transaction: everything that it does with the data source through repositories of ours is stored as a
 * whole or not at all. Inside a transaction that is open already the work joins it, behind a savepoint: when it throws,
 * its own changes are taken back, and the others stay until the end of the whole. The outermost one is tried again after
 * a deadlock or a serialization failure, up to three times, so work must not do what cannot be taken back.
 *
 * @param isolation of the outermost transaction; what runs inside of another one has the isolation of that.
 * @throws what the work throws, or what the database says when it is asked to commit.
 */
export async function runTransaction<Result>(
  dataSource: DataSource,
  work: Work<Result>,
  isolation?: IsolationLevel,
): Promise<Result> {
  const outer = transactionOf(dataSource);
  if (outer !== undefined) return outer.inTurn(() => runSavepoint(dataSource, outer, work));
  return retryOnWriteConflict(async () => {
    const begun: { transaction?: Transaction } = {};
    try {
      return await withWriteLock(dataSource, () => runOutermost(dataSource, work, isolation, begun));
    } finally {
      // A connection that broke may have carried the commit before.
      const { transaction } = begun;
      if (transaction?.end === 'committed' || transaction?.brokenBy !== undefined) await transaction.tellChanges();
      if (transaction?.end === 'committed') void transaction.finish();
    }
  });
}

/**
 * Runs work on the EntityManager of the running transaction, in its turn; else on the one of the data source. What the
 * work asks of our repositories meanwhile is a part of its turn.
 */
export async function runWithManager<Result>(dataSource: DataSource, work: Work<Result>): Promise<Result> {
  const outer = transactionOf(dataSource);
  if (outer === undefined) return work(dataSource.manager);
  return outer.inTurn(async () => {
    const turn = new Transaction(outer.queryRunner);
    try {
      return await runAsPartOf(dataSource, turn, () => work(outer.queryRunner.manager));
    } finally {
      outer.adopt(turn);
    }
  });
}

/** The same for what is read to be decided upon, or changed: a replica may be behind. */
export function runOnPrimary<Result>(dataSource: DataSource, work: Work<Result>): Promise<Result> {
  if (transactionOf(dataSource) !== undefined || replicasOf(dataSource) === undefined) {
    return runWithManager(dataSource, work);
  }
  return onServer(dataSource, 'master', ({ manager }) => work(manager));
}

async function runOutermost<Result>(
  dataSource: DataSource,
  work: Work<Result>,
  isolation: IsolationLevel,
  begun: { transaction?: Transaction },
): Promise<Result> {
  const queryRunner = dataSource.createQueryRunner('master');
  const transaction = new Transaction(queryRunner);
  begun.transaction = transaction;
  try {
    await queryRunner.startTransaction(isolation);
    return await complete(dataSource, transaction, work);
  } catch (error) {
    if (error instanceof QueryFailedError) transaction.giveUpIfLost(error);
    await rollBack(dataSource, transaction);
    throw error;
  } finally {
    if (transaction.brokenBy === undefined) await queryRunner.release();
    else await discardConnection(queryRunner, transaction.brokenBy);
  }
}

async function runSavepoint<Result>(dataSource: DataSource, outer: Transaction, work: Work<Result>): Promise<Result> {
  const { queryRunner } = outer;
  const savepoint = new Transaction(queryRunner);
  await queryRunner.startTransaction();
  try {
    return await complete(dataSource, savepoint, work);
  } catch (error) {
    await savepoint.close('rolledBack');
    if (error instanceof QueryFailedError) savepoint.giveUpIfLost(error);
    // With a lost transaction its savepoints are gone as well: its end is the business of the outermost one.
    if (!savepoint.isLost)
      await queryRunner.rollbackTransaction().catch((failure: Error) => savepoint.breakBy(failure));
    throw error;
  } finally {
    outer.adopt(savepoint);
  }
}

/** Does the work and commits. */
async function complete<Result>(dataSource: DataSource, transaction: Transaction, work: Work<Result>): Promise<Result> {
  const { queryRunner } = transaction;
  const result = await runAsPartOf(dataSource, transaction, () => work(queryRunner.manager));
  await transaction.close('committed');
  if (dataSource.options.type === 'postgres') await commitOnPostgres(queryRunner);
  else await queryRunner.commitTransaction();
  return result;
}

/** PostgreSQL answers COMMIT with success, and rolls back, where a statement has failed and nobody said so. */
async function commitOnPostgres(queryRunner: QueryRunner): Promise<void> {
  const { connection } = (await queryRunner.connect()) as { connection?: EventEmitter };
  // Only the JavaScript client tells what the server did; of any other the server is asked for an error before.
  if (connection === undefined) await queryRunner.query('SELECT 1');
  let isRolledBack = false;
  const hear = ({ text }: { text?: string }): void => {
    isRolledBack ||= text === 'ROLLBACK';
  };
  connection?.on('commandComplete', hear);
  try {
    await queryRunner.commitTransaction();
  } finally {
    connection?.off('commandComplete', hear);
  }
  if (isRolledBack) {
    throw new Error('A statement of the transaction failed and the work went on, so nothing of it was stored.');
  }
}

/** Takes everything back, whatever savepoints are open. Where even that fails the connection is given up. */
async function rollBack(dataSource: DataSource, transaction: Transaction): Promise<void> {
  await transaction.close('rolledBack');
  const { queryRunner } = transaction;
  const isShared = sharesOneConnection(dataSource);
  if (!queryRunner.isTransactionActive || (transaction.brokenBy !== undefined && !isShared)) return;
  const counting = queryRunner as unknown as CountingRunner;
  counting.transactionDepth = 1;
  try {
    await queryRunner.rollbackTransaction();
  } catch (error) {
    if (!isShared) return transaction.breakBy(error as Error);
    // SQLite has ended the transaction itself, and the one connection of everybody goes on.
    counting.transactionDepth = 0;
    counting.isTransactionActive = false;
  }
}
