import { readFile } from 'node:fs/promises';
import { readInput, unknownWord } from './command-input.js';
import { UsageError } from './command.error.js';
import { COMMANDS, OWN_OPTIONS } from './command-table.js';
import { describeFailure } from './failure.text.js';
import { helpOf, helpOfAll } from './help.js';
import { loadEnvFile } from './env-file.js';
import { PROGRAM } from './program.js';
import { printLine, printProblem } from './streams.js';

/** Exit statuses of the program. */
const DONE = 0;
const FAILED = 1;
const MISUSED = 2;

/** Carries out a command line, and answers with the exit status: 0, 1 for what failed, 2 for words that it does not know. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  try {
    return await run(words);
  } catch (error) {
    if (!(error instanceof UsageError)) {
      printProblem(await describeFailure(error));
      return FAILED;
    }
    const command = COMMANDS.find(({ name }) => name === words[0]);
    printProblem(`${error.message}\n${PROGRAM}${command ? ` ${command.name}` : ''} --help tells what there is.`);
    return MISUSED;
  }
}

async function run([first, ...rest]: readonly string[]): Promise<number> {
  if (first === undefined || first.startsWith('-'))
    return runWithoutCommand(first === undefined ? [] : [first, ...rest]);
  const command = COMMANDS.find(({ name }) => name === first);
  if (command === undefined) {
    const names = COMMANDS.map(({ name }) => name);
    throw new UsageError(unknownWord(`"${first}"`, first, names, ''));
  }
  const input = readInput(rest, command.options, command.takesFile);
  if (input.values['help'] === true) {
    printLine(helpOf(command));
    return DONE;
  }
  await loadEnvFile(input);
  return (await command.load())(input);
}

async function runWithoutCommand(words: readonly string[]): Promise<number> {
  const { values } = readInput(words, OWN_OPTIONS, false);
  if (values['version'] === true) printLine(await versionOfPackage());
  else if (values['help'] === true) printLine(helpOfAll());
  else throw new UsageError('No command was given.');
  return DONE;
}

async function versionOfPackage(): Promise<string> {
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
