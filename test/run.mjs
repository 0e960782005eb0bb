// npm test: install what is missing, find the servers, build, run every test. Needs nothing but Node and npm.
// Further parameters go to vitest: npm test -- test/e2e
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installIfMissing } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function run(command, parameters) {
  const result = spawnSync(command, parameters, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  return result.status ?? 1;
}

function stopOnFailure(status) {
  if (status !== 0) process.exit(status);
}

stopOnFailure(installIfMissing(root));
const { ensureServices, describeMissing } = await import('./services.mjs');
const missing = await ensureServices();
if (missing.length > 0) {
  console.error(describeMissing(missing));
  process.exit(1);
}
stopOnFailure(run('npm', ['run', '--silent', 'build']));
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
process.exit(run(process.execPath, [vitest, 'run', ...process.argv.slice(2)]));
