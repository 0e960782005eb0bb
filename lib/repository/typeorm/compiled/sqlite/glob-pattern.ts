import { patternPieces, type TextMatch } from '../../../../query/text-pattern.js';

/**
 * A GLOB pattern. GLOB tells upper from lower case where SQLite's LIKE does so for no ASCII letter, and has no escape
 * character: what is special stands in a class of its own. To ignore case every letter becomes the class of its
 * forms, which works for letters beyond ASCII that SQLite itself cannot fold.
 */
export function globPattern(kind: TextMatch, text: string, ignoreCase: boolean): string {
  let pattern = '';
  for (const piece of patternPieces(kind, text)) {
    if (piece === 'any') pattern += '*';
    else if (piece === 'one') pattern += '?';
    else for (const character of piece.literal) pattern += characterPattern(character, ignoreCase);
  }
  return pattern;
}

function characterPattern(character: string, ignoreCase: boolean): string {
  if (character === '*' || character === '?' || character === '[') return `[${character}]`;
  if (!ignoreCase) return character;
  const forms = caseForms(character);
  return forms.length === 1 ? character : `[${forms.join('')}]`;
}

/** The forms of a letter that are one character themselves: `ß` is never `SS`. */
function caseForms(character: string): string[] {
  const lower = character.toLowerCase();
  const upper = character.toUpperCase();
  const forms = new Set([character, lower, upper, lower.toUpperCase(), upper.toLowerCase()]);
  return [...forms].filter((form) => isOneCharacter(form));
}

function isOneCharacter(text: string): boolean {
  return text.length === 1 || (text.length === 2 && text.codePointAt(0)! > 0xffff);
}
