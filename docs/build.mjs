// npm run docs:build: installs the tools of the docs, writes the API reference, builds the site into docs/.vitepress/dist.
// Further parameters go to VitePress: npm run docs:build -- --base /nestjs-lightapi/
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installIfMissing } from '../test/install.mjs';

const docs = import.meta.dirname;

function stopOnFailure(status) {
  if (status !== 0) process.exit(status ?? 1);
}

function run(tool, ...parameters) {
  return spawnSync(process.execPath, [join(docs, 'node_modules', tool), ...parameters], { cwd: docs, stdio: 'inherit' })
    .status;
}

const [command = 'build', ...parameters] = process.argv.slice(2);
stopOnFailure(installIfMissing(docs));
stopOnFailure(run('typedoc/bin/typedoc', '--options', 'typedoc.json'));
stopOnFailure(run('vitepress/bin/vitepress.js', command, '.', ...parameters));
