import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A program of the repository, as JavaScript. */
export interface CompiledProgram {
  readonly entry: string;
  readonly folder: string;
  remove(): void;
}

/**
 * Compiles a program to where packages are found from; types are checked elsewhere.
 *
 * @param source its path from the root, without `.ts`
 */
export async function compileProgram(source: string): Promise<CompiledProgram> {
  const parent = join(root, 'node_modules', '.cache');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'lightapi-program-'));
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
  const project = join(folder, 'tsconfig.json');
  writeFileSync(
    project,
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        incremental: false,
        tsBuildInfoFile: null,
        declaration: false,
        noCheck: true,
        paths: {},
        rootDir: root,
        outDir: folder,
      },
      include: [],
      files: [join(root, `${source}.ts`)],
    }),
  );
  const typescript = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  await runCommand(process.execPath, [typescript, '-p', project], root);
  return {
    entry: join(folder, `${source}.js`),
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
