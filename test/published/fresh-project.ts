import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { runCommand } from '../processes/run-command.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const NPM_FLAGS = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];

/**
 * Builds and packs the package the way it is published, without touching the repository's own dist; types are checked
 * elsewhere.
 */
export async function packPackage(folder: string): Promise<string> {
  const staged = join(folder, 'package');
  await mkdir(staged);
  const outDir = join(staged, 'dist');
  await runCommand(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--noCheck', '--outDir', outDir], root);
  for (const name of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md']) {
    await cp(join(root, name), join(staged, name));
  }
  await runCommand('npm', ['run', 'build:schema'], staged);
  const stdout = await runCommand('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], staged);
  const [packed] = JSON.parse(stdout) as [{ readonly filename: string }];
  return join(folder, packed.filename);
}

export interface FreshProject {
  readonly module: 'esm' | 'commonjs';
  /** What `npm install` is given. */
  readonly install: readonly string[];
  /** TypeScript sources by file name; each is turned into plain JavaScript. */
  readonly sources: Readonly<Record<string, string>>;
}

/**
 * A project outside the repository: installs from the registry and holds plain JavaScript that Node runs as it is, beside
 * the TypeScript that it was made of.
 */
export async function createFreshProject(folder: string, project: FreshProject): Promise<void> {
  await mkdir(folder);
  const manifest = { name: 'fresh', private: true, type: project.module === 'esm' ? 'module' : 'commonjs' };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  for (const [name, source] of Object.entries(project.sources)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, source);
    await writeFile(path.replace(/\.ts$/, '.js'), toJavaScript(source, project.module));
  }
  await runCommand('npm', ['install', ...NPM_FLAGS, ...project.install], folder);
}

function toJavaScript(source: string, module: FreshProject['module']): string {
  const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: module === 'esm' ? ts.ModuleKind.ES2022 : ts.ModuleKind.CommonJS,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    esModuleInterop: true,
    useDefineForClassFields: false,
  };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}

/**
 * Compiles sources of a project, strictly, against the declarations of what is installed there.
 *
 * @param resolution how imports are found: `nodenext`, or `node10` as projects do that have not moved on
 */
export async function checkTypes(
  folder: string,
  names: readonly string[],
  resolution: 'nodenext' | 'node10',
): Promise<void> {
  const compilerOptions = {
    ...(resolution === 'nodenext' ? { module: 'nodenext' } : { module: 'commonjs', ignoreDeprecations: '6.0' }),
    moduleResolution: resolution,
    target: 'es2022',
    types: ['node'],
    strict: true,
    strictPropertyInitialization: false,
    skipLibCheck: true,
    noEmit: true,
    esModuleInterop: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: names }));
  await runCommand(process.execPath, [tsc, '-p', folder], folder);
}

/** Version of an installed package, from its own package.json. */
export async function installedVersion(folder: string, name: string): Promise<string> {
  const text = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

export function createFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'lightapi-dist-'));
}

export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}
