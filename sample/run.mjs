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
const child = spawn(process.execPath, command, { cwd: root, stdio: 'inherit' });
// Ctrl-C reaches the child by itself; a signal sent to this process alone must be passed on.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
