/** What came out of some work, and for how long nothing else could happen meanwhile. */
export interface Paused<Result> {
  readonly result: Result;
  /** The longest turn of the event loop, in milliseconds. */
  readonly pauseMs: number;
}

/**
 * Watches the event loop during some work, several times over, and keeps the best round: what the work needs itself is
 * in every round, what other processes of the machine take is not. For the same reason a turn is as long as the process
 * had a processor in it, where that is less than what the clock says.
 */
export async function longestPause<Result>(rounds: number, work: () => Promise<Result>): Promise<Paused<Result>> {
  let best: Paused<Result> | undefined;
  for (let round = 0; round < rounds; round++) {
    const paused = await watched(work);
    if (best === undefined || paused.pauseMs < best.pauseMs) best = paused;
  }
  return best!;
}

async function watched<Result>(work: () => Promise<Result>): Promise<Paused<Result>> {
  let isRunning = true;
  let pauseMs = 0;
  let last = performance.now();
  let lastUsage = process.cpuUsage();
  const look = (): void => {
    const now = performance.now();
    const { user, system } = process.cpuUsage(lastUsage);
    pauseMs = Math.max(pauseMs, Math.min(now - last, (user + system) / 1000));
    last = now;
    lastUsage = process.cpuUsage();
    if (isRunning) setImmediate(look);
  };
  setImmediate(look);
  try {
    const result = await work();
    look();
    return { result, pauseMs };
  } finally {
    isRunning = false;
  }
}
