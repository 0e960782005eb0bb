import type { QueryRunner } from 'typeorm';
import { endsBefore, isOutsider, type WriteQueue } from './write-queue.js';

/** Longest time that the application waits at the gate, in milliseconds. */
const WAIT_LIMIT_MS = 5_000;

const gated = new WeakSet<QueryRunner>();

/**
 * Keeps the application's own work on a shared query runner out of a transaction of ours: begun in the middle of it,
 * theirs would become a part of ours, and either side's failure would undo what the other has acknowledged. Statements
 * and transactions of theirs wait until ours is over. Done once per query runner, it changes nothing but when they run.
 */
export function gateQueryRunner(runner: QueryRunner, queue: WriteQueue): void {
  if (gated.has(runner)) return;
  gated.add(runner);
  const startTransaction = runner.startTransaction.bind(runner);
  const query = runner.query.bind(runner) as (...parameters: unknown[]) => Promise<unknown>;
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
  runner.query = async (...parameters: unknown[]): Promise<never> => {
    if (isActive && isOutsider(queue)) await passGate(queue);
    return (await query(...parameters)) as never;
  };
}

/** Waits until no turn of others is running, and not for ever: what comes too late runs as it would without a gate. */
async function passGate(queue: WriteQueue): Promise<void> {
  const deadline = Date.now() + WAIT_LIMIT_MS;
  while (queue.current !== undefined && isOutsider(queue)) {
    if (!(await endsBefore(queue.current, deadline))) return;
  }
}
