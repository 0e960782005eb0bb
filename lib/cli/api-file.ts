import { existsSync } from 'node:fs';
import type { CommandInput } from './command.js';
import { CommandError } from './command.error.js';
import { PROGRAM } from './program.js';

const NAMES = ['lightapi.yaml', 'lightapi.yml'];

/**
 * The file that a command is about.
 *
 * @throws CommandError where none was named and none is there
 */
export function apiFileOf({ file }: CommandInput): string {
  const found = file ?? NAMES.find((name) => existsSync(name));
  if (found !== undefined) return found;
  throw new CommandError(
    `There is no ${NAMES.join(' or ')} in ${process.cwd()}.\nName another file, or make one of a database: ${PROGRAM} init --database URL`,
  );
}
