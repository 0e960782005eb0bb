/**
 * Rounds of a test that repeats a race: all of them when `LIGHTAPI_TEST_ROUNDS=all`, else as many as an everyday run has
 * time for.
 */
export function rounds(all: number, everyday = Math.ceil(all / 10)): number {
  return process.env['LIGHTAPI_TEST_ROUNDS'] === 'all' ? all : everyday;
}
