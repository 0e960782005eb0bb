import { AsyncLocalStorage } from 'node:async_hooks';

/** Longest wait for a turn, or for those of others to end, in milliseconds. */
export const WAIT_LIMIT_MS = 5_000;

/** One write that has, or had, the connection to itself. */
export interface Turn {
  readonly ended: Promise<void>;
  readonly end: () => void;
}

/** The writes that share one connection, in the order in which they were asked for. */
export interface WriteQueue {
  /** The turn that was asked for last; `undefined` when all are over. */
  last: Turn | undefined;
  current: Turn | undefined;
  /** Transactions of the application that wait for the current turn to end. */
  waitingTransactions: number;
}

/** The turn that the running code belongs to. */
export const turnOfCaller = new AsyncLocalStorage<Turn>();

/** Whether a write has the connection, and the running code is no part of it. */
export function isOutsider(queue: WriteQueue): boolean {
  return queue.current !== undefined && turnOfCaller.getStore() !== queue.current;
}

/** A turn that nobody has yet. */
export function createTurn(): Turn {
  let settle!: () => void;
  const ended = new Promise<void>((resolve) => (settle = resolve));
  return { ended, end: settle };
}

/** Gives the connection to whoever waits for this turn to end. */
export function endTurn(queue: WriteQueue, turn: Turn): void {
  if (queue.current === turn) queue.current = undefined;
  if (queue.last === turn) queue.last = undefined;
  turn.end();
}

/** Resolves with `false` when the deadline, in milliseconds since 1970, comes first. */
export function endsBefore(turn: Turn, deadline: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), Math.max(0, deadline - Date.now()));
    void turn.ended.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

/** Waits until the running code is no outsider; `false` when the deadline, in milliseconds since 1970, comes first. */
export async function outlastOthers(queue: WriteQueue, deadline: number): Promise<boolean> {
  while (queue.current !== undefined && isOutsider(queue)) {
    if (!(await endsBefore(queue.current, deadline))) return false;
  }
  return true;
}
