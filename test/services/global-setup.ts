import { ensureServices } from '../services.mjs';
import { beginRun } from './database-names.js';
import { dropDatabases } from './drop-databases.js';

/**
 * Looks for servers that already run, so that `npx vitest run test/e2e` works by itself. Only the suites that need
 * a missing one fail; `npm test` brings it up beforehand. What it returns ends the run.
 */
export default async function setup(): Promise<() => Promise<void>> {
  beginRun();
  await ensureServices({ bringUp: false, say: () => {} });
  return dropDatabases;
}
