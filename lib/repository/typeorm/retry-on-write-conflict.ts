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
export async function retryOnWriteConflict<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let retry = 0; retry < MAX_RETRIES; retry++) {
    try {
      return await work();
    } catch (error) {
      if (!isWriteConflict(error)) throw error;
      await sleep(Math.random() * FIRST_PAUSE_MS * 2 ** retry);
    }
  }
  return work();
}
