import { patternPieces, type TextMatch } from '../../../query/text-pattern.js';

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
