import type { SqlDraft } from './sql-draft.js';

/** Adds the words of a text, all of which have to match. */
export function appendWords(draft: SqlDraft, text: string, appendWord: (word: string) => void): void {
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return void draft.push('1 = 0');
  for (const [index, word] of words.entries()) {
    draft.push(index === 0 ? '(' : ' AND ');
    appendWord(word);
  }
  draft.push(')');
}
