/**
 * Rounds of a test that repeats a race: all of them where the suite is the one that is held to the full figure, and
 * everywhere with `LIGHTAPI_TEST_ROUNDS=all`; else a tenth.
 */
export function rounds(all: number, isHeldToAll = false): number {
  return isHeldToAll || process.env['LIGHTAPI_TEST_ROUNDS'] === 'all' ? all : Math.ceil(all / 10);
}
