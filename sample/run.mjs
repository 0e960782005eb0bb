// npm start, npm run start:dev, npm run sample -- NAME: runs a sample from its sources.
// Installs what is missing first; needs nothing but Node and npm. With --watch it reloads on every save, in lib too.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installIfMissing } from '../test/install.mjs';

const samples = dirname(fileURLToPath(import.meta.url));
const root = dirname(samples);
const parameters = process.argv.slice(2);
const watch = parameters.includes('--watch');
const name = parameters.find((parameter) => !parameter.startsWith('--')) ?? '';

if (!existsSync(join(samples, name, 'main.ts'))) {
  const names = readdirSync(samples).filter((folder) => existsSync(join(samples, folder, 'main.ts')));
  console.error(`No sample ${JSON.stringify(name)}. There are: ${names.join(', ')}\nusage: npm run sample -- NAME`);
  process.exit(1);
}

const installed = installIfMissing(root);
if (installed !== 0) process.exit(installed);

const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
const entry = `sample/${name}/main`;

if (!watch) {
  const { status } = spawnSync(process.execPath, [nest, 'build'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
const command = watch
  ? [nest, 'start', '--watch', '--preserveWatchOutput', '--entryFile', entry]
  : ['--enable-source-maps', join(root, 'dist', 'sample', `${entry}.js`)];
// A process group of its own: the watcher has a child that only a signal to all of them reaches.
const group = process.platform !== 'win32';
const child = spawn(process.execPath, command, {
  // Samples have tables of the same name: each has a database file in its own folder. Nest's watcher starts from the root.
  cwd: watch ? root : join(samples, name),
  stdio: ['ignore', 'inherit', 'inherit'],
  detached: group,
});
const stop = (signal) => (group ? process.kill(-Number(child.pid), signal) : child.kill(signal));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal));
// A signal to `npm start` ends npm and its shell, and neither passes it on: losing them means the same.
const parent = process.ppid;
setInterval(() => process.ppid === parent || stop('SIGTERM'), 250).unref();
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
