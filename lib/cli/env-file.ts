import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import type { CommandInput } from './command.js';
import { CommandError } from './command.error.js';

const DEFAULT_FILE = '.env';

/** Variables that the process was started with, which go before those of a file. */
const given: ReadonlySet<string> = new Set(Object.keys(process.env));

/** Variables that are there because of the file. */
let loaded: readonly string[] = [];

/** The file of variables that a command reads, whether it is there or not. */
export function envFileOf({ values }: CommandInput): string {
  return (values['env-file'] as string | undefined) ?? DEFAULT_FILE;
}

/**
 * Puts the variables of a file into the environment, where it does not have them from elsewhere; those of the time before
 * go. `.env` may be missing, a file that was named may not.
 *
 * @throws CommandError for a file that cannot be read
 */
export async function loadEnvFile(input: CommandInput): Promise<void> {
  const text = await textOf(envFileOf(input), input.values['env-file'] === undefined);
  for (const name of loaded) delete process.env[name];
  const variables = Object.entries(parseEnv(text)).filter(([name]) => !given.has(name));
  for (const [name, value] of variables) process.env[name] = value;
  loaded = variables.map(([name]) => name);
}

async function textOf(path: string, mayBeMissing: boolean): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && mayBeMissing) return '';
    throw new CommandError(code === 'ENOENT' ? `${path} does not exist.` : `${path} cannot be read (${String(code)}).`);
  }
}
