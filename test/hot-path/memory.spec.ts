import { expect, it } from 'vitest';
import { measureGrowth } from './measure.js';

const ALL = 100_000;
/** A fifth of them already fills every cache that is bounded, and what is not bounded grows by as much for each. */
const REQUESTS = process.env['LIGHTAPI_TEST_ROUNDS'] === 'all' ? ALL : ALL / 5;
const MOST_BYTES = 20 * 1_048_576;

// Measured: 1.5 MB over 20,000 requests and at most 2.4 MB over 100,000; 10 MB and more over 20,000 with one map that is not bounded.
it('grows by 20 MiB at most over 100,000 addresses that are all different', { timeout: 240_000 }, async () => {
  expect(await measureGrowth(REQUESTS)).toBeLessThan((MOST_BYTES * REQUESTS) / ALL);
});
