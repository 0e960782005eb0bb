// Installs the dependencies when they are absent, or when the lock file has changed since they were installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names and versions that the lock file wants, as npm itself writes them into node_modules. */
function packagesIn(file) {
  const { packages } = JSON.parse(readFileSync(file, 'utf8'));
  const { '': _root, ...installed } = packages;
  return new Map(Object.entries(installed).map(([path, { version, optional }]) => [path, { version, optional }]));
}

function isComplete(root) {
  const marker = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(marker)) return false;
  const present = packagesIn(marker);
  for (const [path, { version, optional }] of packagesIn(join(root, 'package-lock.json'))) {
    const found = present.get(path);
    if (found ? found.version !== version : !optional) return false;
  }
  return true;
}

/** Exit status of npm; 0 when nothing had to be done. */
export function installIfMissing(root) {
  if (isComplete(root)) return 0;
  console.log('Installing dependencies (npm ci)');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return status ?? 1;
}
