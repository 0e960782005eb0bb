/** A command of a shell block: its words without quotes, and the words of what it is told by variables in front. */
export type ShellCommand = readonly string[];

const ASSIGNMENT = /^\w+=/;

/**
 * The commands of a shell block, in their order: of lists by `&&` and of pipes each one, without comments, assignments in
 * front, and the lines that begin and end a function.
 */
export function commandsIn(text: string): readonly ShellCommand[] {
  const lines = text.replaceAll(/\\\n\s*/g, ' ').split('\n');
  return lines.flatMap((line) => {
    const commands: string[][] = [[]];
    for (const word of wordsOf(line)) {
      if (word === '&&' || word === '|') commands.push([]);
      else if (!(commands.at(-1)!.length === 0 && ASSIGNMENT.test(word))) commands.at(-1)!.push(word);
    }
    return commands.filter(([first]) => first !== undefined && first !== '}' && !first.endsWith('()'));
  });
}

/** Words as a shell takes them apart; a substitution stays one word. */
function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  const WORD = /\s*(?:(#.*)|((?:'[^']*'|"(?:\\.|[^"\\])*"|\$\([^)]*\)|\\.|[^\s'"\\])+))/gy;
  for (const [, comment, word] of line.matchAll(WORD)) {
    if (comment !== undefined) break;
    words.push(word!.replaceAll(/'([^']*)'|"((?:\\.|[^"\\])*)"/g, (_quoted, single, double) => single ?? double ?? ''));
  }
  return words;
}
