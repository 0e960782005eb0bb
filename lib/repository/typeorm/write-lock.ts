import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { LightApiError } from '../../common/light-api.error.js';
import { gateQueryRunner } from './query-runner.gate.js';
import {
  createTurn,
  endsBefore,
  endTurn,
  isOutsider,
  turnOfCaller,
  WAIT_LIMIT_MS,
  type WriteQueue,
} from './write-queue.js';

/** Drivers whose every query, transactions included, goes through one connection and one query runner. */
const SINGLE_CONNECTION_DRIVERS: ReadonlySet<string> = new Set([
  'better-sqlite3',
  'sqlite',
  'sqljs',
  'cordova',
  'expo',
  'capacitor',
  'react-native',
  'nativescript',
]);

/** Pause between two looks at a transaction of the application, in milliseconds. */
const PAUSE_MS = 2;

const queues = new WeakMap<DataSource, WriteQueue>();

/** Whether all work on this data source shares one connection, so that parallel writes must take turns. */
export function sharesOneConnection(dataSource: DataSource): boolean {
  return SINGLE_CONNECTION_DRIVERS.has(dataSource.options.type);
}

/**
 * Runs a write so that nobody else's failure can undo it. Where all work shares one connection (the SQLite family),
 * writes take turns in the order in which they were asked for, and also wait for a transaction that the application
 * itself has open, because its rollback would take an acknowledged row with it. Elsewhere `work` runs at once.
 * A write inside a write joins it.
 *
 * @throws LightApiError LA412 after 5 seconds without a turn.
 */
export async function withWriteLock<Result>(
  dataSource: DataSource,
  work: () => Promise<Result> | Result,
): Promise<Result> {
  if (!sharesOneConnection(dataSource)) return work();
  const queue = queueOf(dataSource);
  if (queue.current !== undefined && turnOfCaller.getStore() === queue.current) return work();

  const deadline = Date.now() + WAIT_LIMIT_MS;
  const previous = queue.last;
  const turn = createTurn();
  queue.last = turn;
  if (previous !== undefined && !(await endsBefore(previous, deadline))) {
    // A turn that gave up keeps its place: the next one starts only when the one before this is over.
    void previous.ended.then(() => endTurn(queue, turn));
    throw noTurn();
  }
  try {
    const runner = dataSource.createQueryRunner();
    gateQueryRunner(runner, queue, dataSource.options.type);
    // No pause between the last look and taking the turn: a transaction could begin in it.
    while (runner.isTransactionActive || queue.waitingTransactions > 0) {
      if (Date.now() >= deadline) throw noTurn();
      await sleep(PAUSE_MS);
    }
    queue.current = turn;
    return await turnOfCaller.run(turn, work);
  } finally {
    endTurn(queue, turn);
  }
}

/**
 * Waits while a transaction of ours is open that the caller is no part of: on the one connection it would read what may
 * yet be taken back.
 *
 * @param isOpen whether a transaction is open on the connection now.
 * @throws LightApiError LA412 after 5 seconds.
 */
export async function outlastTransactions(dataSource: DataSource, isOpen: () => boolean): Promise<void> {
  const queue = queueOf(dataSource);
  const deadline = Date.now() + WAIT_LIMIT_MS;
  // Between one turn and the next there is a moment without a transaction, so that readers are not starved by writers.
  while (queue.current !== undefined && isOutsider(queue) && isOpen()) {
    if (!(await endsBefore(queue.current, deadline))) throw noTurn();
  }
}

function queueOf(dataSource: DataSource): WriteQueue {
  let queue = queues.get(dataSource);
  if (queue === undefined) {
    queue = { last: undefined, current: undefined, waitingTransactions: 0 };
    queues.set(dataSource, queue);
  }
  return queue;
}

function noTurn(): LightApiError {
  return new LightApiError('LA412', 'The database is busy with other writes.', {
    hint: 'Send the request again.',
    headers: { 'Retry-After': '1' },
  });
}
