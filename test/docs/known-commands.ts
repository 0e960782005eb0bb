import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readInput } from '../../lib/cli/command-input.js';
import { COMMANDS } from '../../lib/cli/command-table.js';
import { root } from './code-blocks.js';
import type { ShellCommand } from './shell-words.js';

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: object;
  readonly devDependencies: object;
  readonly peerDependencies: object;
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const packages = new Set([
  'nestjs-lightapi',
  ...Object.keys(manifest.dependencies),
  ...Object.keys(manifest.devDependencies),
  ...Object.keys(manifest.peerDependencies),
]);

/** Programs that are there, or whose page is about having them. */
const PROGRAMS = ['cd', 'curl', 'docker', 'export', 'mkdir', 'node', 'sign_in'];

/** Programs that packages bring, and these packages. */
const BINARIES: Readonly<Record<string, string>> = { tsc: 'typescript', nest: '@nestjs/cli' };

/** What is wrong with a command of the docs: a script, sample, package, option or program that is not there. */
export function mistakeIn(command: ShellCommand): string | undefined {
  const [program = '', first = '', ...rest] = command;
  if (program === 'npm') return mistakeInNpm(first, rest);
  if (program === 'npx') return first === 'nestjs-lightapi' ? mistakeInCommandLine(rest) : mistakeInBinary(first);
  return PROGRAMS.includes(program) ? undefined : `No program ${program}`;
}

function mistakeInNpm(verb: string, words: readonly string[]): string | undefined {
  const names = words.filter((word) => !word.startsWith('-'));
  if (verb === 'install') return complaint('package', names.map(withoutVersion), (name) => packages.has(name));
  if (verb === 'run') return mistakeInScript(names);
  if (verb === 'init' || verb === 'pkg') return undefined;
  return verb in manifest.scripts ? undefined : `No script ${verb}`;
}

function mistakeInScript([script = '', sample]: readonly string[]): string | undefined {
  if (!(script in manifest.scripts)) return `No script ${script}`;
  if (script !== 'sample') return undefined;
  return complaint('sample', [sample ?? ''], (name) => existsSync(join(root, 'sample', name, 'main.ts')));
}

function mistakeInBinary(name: string): string | undefined {
  return packages.has(BINARIES[name] ?? '') ? undefined : `No program ${name}`;
}

function mistakeInCommandLine([name, ...words]: readonly string[]): string | undefined {
  const command = COMMANDS.find((one) => one.name === name);
  if (command === undefined) return `No command ${name}`;
  try {
    readInput(words, command.options, command.takesFile);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function complaint(kind: string, names: readonly string[], isThere: (name: string) => boolean): string | undefined {
  const missing = names.filter((name) => !isThere(name));
  return missing.length === 0 ? undefined : `No ${kind} ${missing.join(', ')}`;
}

function withoutVersion(name: string): string {
  return name.replace(/(?<=.)@.*$/, '');
}
