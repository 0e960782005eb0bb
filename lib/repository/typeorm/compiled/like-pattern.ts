import type { TextMatch } from './sql-dialect.js';

/** One piece of a pattern: a literal text, any text, or any single character. */
export type PatternPiece = { readonly literal: string } | 'any' | 'one';

/** What to look for as pieces. A LIKE pattern's backslash makes the next character a literal; at the end it is one itself. */
export function patternPieces(kind: TextMatch, text: string): PatternPiece[] {
  if (kind === 'pattern') return parsePattern(text);
  const literal: PatternPiece[] = text === '' ? [] : [{ literal: text }];
  return [
    ...(kind === 'startsWith' ? [] : ['any' as const]),
    ...literal,
    ...(kind === 'endsWith' ? [] : ['any' as const]),
  ];
}

/** What to look for as a LIKE pattern whose escape character is the backslash. */
export function likePattern(kind: TextMatch, text: string): string {
  return joinPieces(kind, text, (literal) => literal.replace(/[\\%_]/g, '\\$&'));
}

/** The same with `|`, for engines where the meaning of a backslash in SQL depends on a setting. */
export function barPattern(kind: TextMatch, text: string): string {
  return joinPieces(kind, text, (literal) => literal.replace(/[|%_]/g, '|$&'));
}

function joinPieces(kind: TextMatch, text: string, escape: (literal: string) => string): string {
  return patternPieces(kind, text)
    .map((piece) => (piece === 'any' ? '%' : piece === 'one' ? '_' : escape(piece.literal)))
    .join('');
}

function parsePattern(text: string): PatternPiece[] {
  const pieces: PatternPiece[] = [];
  let literal = '';
  const endLiteral = (): void => {
    if (literal !== '') pieces.push({ literal });
    literal = '';
  };
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (character === '%' || character === '_') {
      endLiteral();
      pieces.push(character === '%' ? 'any' : 'one');
    } else if (character === '\\' && index + 1 < text.length) {
      literal += text[++index]!;
    } else {
      literal += character;
    }
  }
  endLiteral();
  return pieces;
}
