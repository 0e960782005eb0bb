import { patternPieces, type TextMatch } from './text-pattern.js';

/** Whether a text has what is looked for. */
export type TextMatcher = (subject: string) => boolean;

/** A character to be met, any single character, or any text. */
type Token = { readonly character: string } | 'any' | 'one';

const ASCII = /^[\0-\x7f]*$/;

/** Looks for a text or a pattern, made once and asked of many. Takes time in proportion to both lengths at worst. */
export function createTextMatcher(kind: TextMatch, text: string, ignoreCase: boolean): TextMatcher {
  const fold = ignoreCase ? foldCase : (subject: string): string => subject;
  const wanted = fold(text);
  switch (kind) {
    case 'contains':
      return (subject) => fold(subject).includes(wanted);
    case 'startsWith':
      return (subject) => fold(subject).startsWith(wanted);
    case 'endsWith':
      return (subject) => fold(subject).endsWith(wanted);
    case 'pattern': {
      const tokens = tokensOf(wanted);
      return (subject) => meets(Array.from(fold(subject)), tokens);
    }
  }
}

/** Whether every word occurs, in whatever case; never without words. What full text search is where there is no index for it. */
export function createWordsMatcher(text: string): TextMatcher {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const matchers = words.map((word) => createTextMatcher('contains', word, true));
  return (subject) => matchers.length > 0 && matchers.every((matches) => matches(subject));
}

/** Character by character, as databases do it: a letter whose small form is not one character stays, `Σ` is always `σ`. */
function foldCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text) {
    const lower = character.toLowerCase();
    folded += isOneCharacter(lower) ? lower : character;
  }
  return folded;
}

function isOneCharacter(text: string): boolean {
  return text.length === 1 || (text.length === 2 && text.codePointAt(0)! > 0xffff);
}

function tokensOf(pattern: string): Token[] {
  return patternPieces('pattern', pattern).flatMap((piece): Token[] =>
    typeof piece === 'string' ? [piece] : Array.from(piece.literal, (character) => ({ character })),
  );
}

/** Goes back to the last `any` alone: what an earlier one skipped can never be too little. */
function meets(subject: readonly string[], tokens: readonly Token[]): boolean {
  let at = 0;
  let next = 0;
  let resume: { token: number; at: number } | undefined;
  while (at < subject.length) {
    const token = tokens[next];
    if (token === 'any') {
      resume = { token: ++next, at };
    } else if (token !== undefined && (token === 'one' || token.character === subject[at])) {
      next++;
      at++;
    } else if (resume !== undefined) {
      next = resume.token;
      at = ++resume.at;
    } else {
      return false;
    }
  }
  while (tokens[next] === 'any') next++;
  return next === tokens.length;
}
