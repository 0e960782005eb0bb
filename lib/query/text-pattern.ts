/** How a text has to occur. `pattern` is a LIKE pattern with `%`, `_` and `\` as in PostgreSQL. */
export type TextMatch = 'contains' | 'startsWith' | 'endsWith' | 'pattern';

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
