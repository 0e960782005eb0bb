import { parseArgs } from 'node:util';
import { nearestName } from '../common/nearest-name.js';
import type { CommandInput, CommandOption } from './command.js';
import { UsageError } from './command.error.js';

/** An option of the command line, as Node takes it apart. */
interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

/**
 * What the words behind a command say.
 *
 * @throws UsageError for an option that the command does not have, and for a value that is missing or too much
 */
export function readInput(
  words: readonly string[],
  options: Readonly<Record<string, CommandOption>>,
  takesFile: boolean,
): CommandInput {
  const { tokens } = parseArgs({
    args: [...words],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(options).map(([name, { placeholder, short }]) => [
        name,
        { type: placeholder === undefined ? ('boolean' as const) : ('string' as const), ...(short && { short }) },
      ]),
    ),
  });
  const files: string[] = [];
  const values: Record<string, string | true> = {};
  for (const token of tokens) {
    if (token.kind === 'positional') files.push(token.value);
    else if (token.kind === 'option') values[token.name] = valueOf(token, options);
  }
  const tooMuch = files[takesFile ? 1 : 0];
  if (tooMuch !== undefined) throw new UsageError(`"${tooMuch}" is one word too many.`);
  return { file: files[0], values };
}

function valueOf(token: OptionToken, options: Readonly<Record<string, CommandOption>>): string | true {
  const { name, rawName, value } = token;
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) throw new UsageError(unknownWord(rawName, name, Object.keys(options), '--'));
  if (option.placeholder === undefined) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value.`);
    return true;
  }
  // `--port --watch` is a value that was forgotten, not a port that is called so.
  if (value === undefined || value === '' || (!token.inlineValue && value.startsWith('-'))) {
    throw new UsageError(`${rawName} needs a value: ${rawName} ${option.placeholder}`);
  }
  return value;
}

/** `--prot is not an option. Did you mean --port?` */
export function unknownWord(shown: string, name: string, known: readonly string[], mark: '--' | ''): string {
  const nearest = nearestName(name, known);
  const kind = mark === '--' ? 'an option' : 'a command';
  const rest = nearest === undefined ? `There are: ${known.map((word) => mark + word).join(', ')}` : '';
  return `${shown} is not ${kind}. ${nearest === undefined ? rest : `Did you mean ${mark}${nearest}?`}`;
}
