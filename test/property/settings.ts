import type { Parameters } from 'fast-check';

/** Of every choice; fast-check prints it with a failure. */
const SEED = Number(process.env['LIGHTAPI_FUZZ_SEED'] ?? 20_240_531);
/** How many times as much as usual is tried. */
const EFFORT = Number(process.env['LIGHTAPI_PROPERTY_EFFORT'] ?? 1);

/** Longest time for one property and its shrinking, in milliseconds. */
const TIME_LIMIT_MS = 240_000 * EFFORT;

/** For vitest, which is to wait longer than fast-check. */
export const TIMEOUT_MS = TIME_LIMIT_MS + 30_000;

/** What every property is run with. */
export function settings(numRuns: number): Parameters<unknown> {
  return {
    seed: SEED,
    numRuns: Math.ceil(numRuns * EFFORT),
    interruptAfterTimeLimit: TIME_LIMIT_MS,
    markInterruptAsFailure: true,
  };
}
