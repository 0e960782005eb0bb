import { closeSync, openSync, readSync } from 'node:fs';

/** What came out of some work, and for how long nothing else could happen meanwhile. */
export interface Paused<Result> {
  readonly result: Result;
  /** The longest turn of the event loop, in milliseconds. */
  readonly pauseMs: number;
}

const MOST_ROUNDS = 12;
/** What Linux says of a thread: the nanoseconds that it had a processor, then two more figures. */
const OF_THIS_THREAD = '/proc/thread-self/schedstat';

/**
 * Watches the event loop during some work, several times over, and keeps the best round: what the work needs itself is
 * in every round, what other processes of the machine take is not, nor what the first rounds of a process take because
 * nothing is compiled yet. It stops at the first round that is below the limit.
 *
 * For the same reason a turn is as long as its thread had a processor in it, where that is less than what the clock
 * says: the collector and the compiler have threads of their own, beside which the loop goes on. Where the system does
 * not tell of threads, it is as long as the process had one.
 */
export async function longestPause<Result>(limitMs: number, work: () => Promise<Result>): Promise<Paused<Result>> {
  let best: Paused<Result> | undefined;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const paused = await watched(work);
    if (best === undefined || paused.pauseMs < best.pauseMs) best = paused;
    if (best.pauseMs < limitMs) break;
  }
  return best!;
}

async function watched<Result>(work: () => Promise<Result>): Promise<Paused<Result>> {
  const processor = new ProcessorTime();
  let isRunning = true;
  let pauseMs = 0;
  let last = performance.now();
  let lastBusy = processor.ms();
  const look = (): void => {
    if (!isRunning) return;
    const now = performance.now();
    const busy = processor.ms();
    pauseMs = Math.max(pauseMs, Math.min(now - last, busy - lastBusy));
    last = performance.now();
    lastBusy = busy;
    setImmediate(look);
  };
  setImmediate(look);
  try {
    const result = await work();
    look();
    return { result, pauseMs };
  } finally {
    isRunning = false;
    processor.close();
  }
}

/** How long this thread had a processor; the whole process, where the system does not tell of threads. */
class ProcessorTime {
  private readonly file = openIfThere(OF_THIS_THREAD);
  private readonly bytes = Buffer.alloc(64);

  ms(): number {
    if (this.file === undefined) {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    }
    const length = readSync(this.file, this.bytes, 0, this.bytes.length, 0);
    return Number.parseInt(this.bytes.toString('latin1', 0, length), 10) / 1e6;
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}
