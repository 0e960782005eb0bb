import { setTimeout as sleep } from 'node:timers/promises';
import { isWriteConflict } from './errors/driver-failure.reader.js';

const MAX_RETRIES = 3;
/** Longest pause before the first retry, in milliseconds; it doubles each time. */
const FIRST_PAUSE_MS = 10;

/**
 * Runs `work`, and again up to three times after a deadlock or a serialization failure, each time after a random pause.
 * Only for work that is a whole transaction or a statement on its own: inside a transaction of somebody else, what
 * came before is gone as well.
 *
 * @throws whatever `work` throws at last.
 */
export function retryOnWriteConflict<Result>(work: () => Promise<Result>): Promise<Result> {
  return work().catch((error: unknown) => retry(work, error));
}

async function retry<Result>(work: () => Promise<Result>, first: unknown): Promise<Result> {
  let failure = first;
  for (let count = 0; count < MAX_RETRIES; count++) {
    if (!isWriteConflict(failure)) break;
    await sleep(Math.random() * FIRST_PAUSE_MS * 2 ** count);
    try {
      return await work();
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
