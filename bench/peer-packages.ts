import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import typescript from 'typescript';
import { BENCH } from './peer-server.js';

/** Installs a peer's packages where they are missing or older than its lock file, and builds its server. */
export function preparePeer(name: string, progress: (text: string) => void): void {
  const folder = join(BENCH, 'peers', name);
  if (!isInstalled(folder)) {
    progress(`installing bench/peers/${name} (npm ci)`);
    execFileSync('npm', ['ci', '--loglevel=error'], {
      cwd: folder,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
  }
  build(join(folder, 'server.ts'), join(folder, 'dist'));
}

function isInstalled(folder: string): boolean {
  const marker = join(folder, 'node_modules', '.package-lock.json');
  return existsSync(marker) && statSync(marker).mtimeMs >= statSync(join(folder, 'package-lock.json')).mtimeMs;
}

/**
 * Writes a file and what it imports from this folder into the peer's own, so that all of it finds the packages of the
 * peer and not those of the repository.
 */
function build(entry: string, out: string): void {
  const waiting = [entry];
  const known = new Set(waiting);
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const { outputText } = typescript.transpileModule(readFileSync(file, 'utf8'), {
      fileName: file,
      compilerOptions: {
        module: typescript.ModuleKind.ESNext,
        target: typescript.ScriptTarget.ES2022,
        // Fields of entities without a value must not come to be: ORMs would write them.
        useDefineForClassFields: false,
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
      },
    });
    const target = join(out, relative(BENCH, file)).replace(/\.ts$/, '.js');
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
    for (const [, path] of outputText.matchAll(/from '(\.[^']+)\.js'/g)) {
      const imported = `${resolve(dirname(file), path!)}.ts`;
      if (!known.has(imported)) waiting.push(imported);
      known.add(imported);
    }
  }
}
