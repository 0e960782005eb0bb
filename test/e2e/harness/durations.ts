const MOST_ROUNDS = 12;

/**
 * The least of several measurements, up to the first that is below the limit: what the work needs itself is in every one
 * of them, what other processes of the machine take is not.
 */
export async function least(limit: number, measure: () => Promise<number> | number): Promise<number> {
  let best = await measure();
  for (let round = 1; round < MOST_ROUNDS && best >= limit; round++) best = Math.min(best, await measure());
  return best;
}

/** What work took on the clock, in milliseconds. */
export async function timeOf(work: () => unknown): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** The same without what the process itself was busy, which is no waiting. */
export async function waitOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  const time = await timeOf(work);
  const { user, system } = process.cpuUsage(before);
  return Math.max(0, time - (user + system) / 1000);
}
