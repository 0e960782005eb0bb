/** A CHECK of a CREATE TABLE statement. */
export interface SqliteCheck {
  readonly name: string | undefined;
  readonly expression: string;
  /** What it lets a column hold, where it is nothing but `CHECK (column IN ('a', 'b'))`. */
  readonly choice: { readonly column: string; readonly values: readonly string[] } | undefined;
}

interface Token {
  readonly kind: 'name' | 'text' | 'other';
  /** Without its quotes. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Comments are passed over; what is in quotes is one token, quotes doubled inside it. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[\p{L}_][\p{L}\p{N}_$]*|\d[\w.]*|\S/gu;

/** Finds the checks in a statement that SQLite has accepted, in its words. */
export function checksIn(sql: string): SqliteCheck[] {
  const tokens = tokensOf(sql);
  return tokens.flatMap((token, index) => {
    if (!isWord(token, 'check') || tokens[index + 1]?.value !== '(') return [];
    const close = closingOf(tokens, index + 1);
    const inner = tokens.slice(index + 2, close);
    const last = inner.at(-1);
    if (last === undefined) return [];
    const name = isWord(tokens[index - 2], 'constraint') ? tokens[index - 1]!.value : undefined;
    return [{ name, expression: sql.slice(inner[0]!.start, last.end), choice: choiceOf(inner) }];
  });
}

function tokensOf(sql: string): Token[] {
  return [...sql.matchAll(TOKEN)].flatMap((match): Token[] => {
    const [text] = match;
    if (text.startsWith('--') || text.startsWith('/*')) return [];
    const place = { start: match.index, end: match.index + text.length };
    const quote = text[0]!;
    if (quote === "'") return [{ kind: 'text', value: unquoted(text), ...place }];
    if (quote === '"' || quote === '`') return [{ kind: 'name', value: unquoted(text), ...place }];
    if (quote === '[' && text.length > 1) return [{ kind: 'name', value: text.slice(1, -1), ...place }];
    return [{ kind: /^[\p{L}_]/u.test(text) ? 'name' : 'other', value: text, ...place }];
  });
}

function unquoted(text: string): string {
  const quote = text[0]!;
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}

/** A word in quotes is a name. */
function isWord(token: Token | undefined, word: string): boolean {
  if (token === undefined || token.kind !== 'name') return false;
  return token.end - token.start === word.length && token.value.toLowerCase() === word;
}

function closingOf(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    if (tokens[index]!.kind !== 'other') continue;
    if (tokens[index]!.value === '(') depth++;
    if (tokens[index]!.value === ')' && --depth === 0) return index;
  }
  return tokens.length;
}

function choiceOf(tokens: readonly Token[]): SqliteCheck['choice'] {
  const [column, word, open, ...rest] = tokens;
  if (column?.kind !== 'name' || !isWord(word, 'in') || open?.value !== '(' || rest.at(-1)?.value !== ')')
    return undefined;
  const items = rest.slice(0, -1);
  const isList = items.every((item, place) => (place % 2 === 0 ? item.kind === 'text' : item.value === ','));
  if (!isList || items.length % 2 === 0) return undefined;
  return { column: column.value, values: items.filter(({ kind }) => kind === 'text').map(({ value }) => value) };
}
