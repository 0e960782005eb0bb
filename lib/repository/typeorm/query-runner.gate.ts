import type { QueryRunner } from 'typeorm';
import { restoreBytes } from './libsql-bytes.js';
import { isOutsider, outlastOthers, WAIT_LIMIT_MS, type WriteQueue } from './write-queue.js';

/** TypeORM's own would take the file's lock at its first write only, and fail there beside another process. */
const BEGIN = 'BEGIN TRANSACTION';
const BEGIN_TO_WRITE = 'BEGIN IMMEDIATE TRANSACTION';

const gated = new WeakSet<QueryRunner>();

/**
 * Keeps the application's own work on a shared query runner out of a transaction of ours: begun in the middle of it,
 * theirs would become a part of ours, and either side's failure would undo what the other has acknowledged. Statements
 * and transactions of theirs wait until ours is over. Done once per query runner, it changes nothing but when they run.
 *
 * @param driver TypeORM's name of it.
 */
export function gateQueryRunner(runner: QueryRunner, queue: WriteQueue, driver: string): void {
  if (gated.has(runner)) return;
  gated.add(runner);
  const startTransaction = runner.startTransaction.bind(runner);
  const query = runner.query.bind(runner) as (text: unknown, ...others: unknown[]) => Promise<unknown>;
  const mayBeLibsql = driver === 'better-sqlite3';
  let isActive = runner.isTransactionActive;
  Object.defineProperty(runner, 'isTransactionActive', {
    // To the application a transaction of ours does not exist: `save` opens one of its own instead of joining it.
    get: () => isActive && !isOutsider(queue),
    set: (value: boolean) => {
      isActive = value;
    },
    configurable: true,
    enumerable: true,
  });
  runner.startTransaction = async (isolationLevel) => {
    queue.waitingTransactions++;
    try {
      await passGate(queue);
    } finally {
      queue.waitingTransactions--;
    }
    // TypeORM marks the transaction as active before its first pause, so no write slips in between.
    return startTransaction(isolationLevel);
  };
  runner.query = async (text: unknown, parameters?: unknown, ...others: unknown[]): Promise<never> => {
    if (isActive && isOutsider(queue)) await passGate(queue);
    const isOurs = queue.current !== undefined && !isOutsider(queue);
    const statement = isOurs && text === BEGIN ? BEGIN_TO_WRITE : text;
    const result = await query(statement, mayBeLibsql ? listed(parameters) : parameters, ...others);
    // What is loaded is written back: TypeORM takes an ArrayBuffer for a change, and libsql does not take it at all.
    if (mayBeLibsql) restoreBytes(result);
    return result as never;
  };
}

/** Waits until no turn of others is running, and not for ever: what comes too late runs as it would without a gate. */
async function passGate(queue: WriteQueue): Promise<void> {
  await outlastOthers(queue, Date.now() + WAIT_LIMIT_MS);
}

/** libsql takes a NULL on its own for a missing object of named parameters; in a list inside the list it is a value. */
function listed(parameters: unknown): unknown {
  return Array.isArray(parameters) && parameters.length === 1 && parameters[0] === null ? [parameters] : parameters;
}
