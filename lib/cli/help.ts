import type { Command, CommandOption } from './command.js';
import { COMMANDS, OWN_OPTIONS } from './command-table.js';
import { PROGRAM } from './program.js';

/** What `--help` shows without a command. */
export function helpOfAll(): string {
  return [
    `usage: ${PROGRAM} COMMAND [options]`,
    '',
    'A REST API from a YAML file and a database.',
    '',
    ...columns(COMMANDS.map(({ name, about }) => [name, about])),
    '',
    ...columns(optionRows(OWN_OPTIONS)),
    '',
    `${PROGRAM} COMMAND --help tells the options of a command.`,
  ].join('\n');
}

/** What `COMMAND --help` shows. */
export function helpOf({ name, about, takesFile, options }: Command): string {
  const file = takesFile ? ' [FILE]' : '';
  return [
    `usage: ${PROGRAM} ${name}${file} [options]`,
    '',
    `${about[0]!.toUpperCase()}${about.slice(1)}.`,
    '',
    ...(takesFile ? ['  FILE is lightapi.yaml or lightapi.yml where it is not named.', ''] : []),
    ...columns(optionRows(options)),
  ].join('\n');
}

function optionRows(options: Readonly<Record<string, CommandOption>>): (readonly [string, string])[] {
  return Object.entries(options).map(([name, { short, placeholder, about }]) => {
    const word = `--${name}${placeholder === undefined ? '' : ` ${placeholder}`}`;
    return [short === undefined ? `    ${word}` : `-${short}, ${word}`, about];
  });
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([word]) => word.length));
  return rows.map(([word, about]) => `  ${word.padEnd(width)}  ${about}`);
}
