import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../processes/run-command.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The program of a node, as JavaScript. */
export interface CompiledNode {
  readonly entry: string;
  readonly folder: string;
  remove(): void;
}

/** Where packages are found from; types are checked elsewhere. */
export async function compileNode(): Promise<CompiledNode> {
  const parent = join(root, 'node_modules', '.cache');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'lightapi-nodes-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const project = join(folder, 'tsconfig.json');
  writeFileSync(
    project,
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { noEmit: false, declaration: false, noCheck: true, paths: {}, rootDir: root, outDir: folder },
      include: [],
      files: [join(root, 'test/e2e/nodes/node.main.ts')],
    }),
  );
  const typescript = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  await runCommand(process.execPath, [typescript, '-p', project], root);
  return {
    entry: join(folder, 'test/e2e/nodes/node.main.js'),
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
