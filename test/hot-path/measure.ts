import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../processes/run-command.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = import.meta.dirname;

/**
 * What makes a count repeatable: no compiler that leaves out an object once it has seen the code often enough, no code
 * that is thrown away and compiled again, and no collection in between, for which new objects get room enough.
 */
const FLAGS = [
  '--expose-gc',
  '--no-opt',
  '--no-sparkplug',
  '--no-flush-bytecode',
  '--no-lazy-feedback-allocation',
  '--min-semi-space-size=128',
  '--max-semi-space-size=128',
];

/** Bytes that one request allocates, by operation. */
export type Allocations = Readonly<Record<string, number>>;

/** Counts what requests of the library, as it stands in `lib`, allocate. */
export async function measureAllocations(): Promise<Allocations> {
  const child = join(here, 'allocations.child.mjs');
  const output = await runCommand(process.execPath, [...FLAGS, child, await builtLibrary()], root);
  return JSON.parse(output.trim().split('\n').at(-1)!) as Allocations;
}

/** What the heap has grown by after a warm-up, in bytes, over so many requests for addresses that are all different. */
export async function measureGrowth(requests: number): Promise<number> {
  const child = join(here, 'memory.child.mjs');
  const output = await runCommand(
    process.execPath,
    ['--expose-gc', child, await builtLibrary(), String(requests)],
    root,
  );
  return (JSON.parse(output.trim().split('\n').at(-1)!) as { readonly grownBytes: number }).grownBytes;
}

/** `dist` where it is newer than the sources, as it is in `npm test`; else a build of its own. */
async function builtLibrary(): Promise<string> {
  const dist = join(root, 'dist');
  if (builtAt(dist) > newest(join(root, 'lib'))) return dist;
  const folder = join(root, 'node_modules', '.cache', 'lightapi-hot-path');
  if (builtAt(folder) > newest(join(root, 'lib'))) return folder;
  const typescript = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const options = ['-p', join(root, 'tsconfig.build.json'), '--noCheck', '--declaration', 'false', '--outDir', folder];
  await runCommand(process.execPath, [typescript, ...options], root);
  return folder;
}

function builtAt(folder: string): number {
  return statSync(join(folder, 'index.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newest(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Math.max(...entries.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
}
