import { ensureServices } from '../services.mjs';

/**
 * Looks for servers that already run, so that `npx vitest run test/e2e` works by itself. Only the suites that need
 * a missing one fail; `npm test` brings it up beforehand.
 */
export default async function setup(): Promise<void> {
  await ensureServices({ bringUp: false, say: () => {} });
}
