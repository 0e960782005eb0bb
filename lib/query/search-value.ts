import { isStorableText } from '../resource/storable-text.js';
import type { QueryProblems } from './query-problems.js';
import { MAX_VALUE_CHARACTERS } from './text-limit.js';

const WHITE_SPACE = /\s+/;

/** Reads `search`: its words without repetition, none for blank text. */
export function readSearch(text: string, maxWords: number, problems: QueryProblems): readonly string[] {
  if (!isStorableText(text)) {
    problems.add('LA103', 'search', 'Must be well-formed Unicode text without NUL.');
  } else if (text.length > MAX_VALUE_CHARACTERS) {
    problems.add('LA105', 'search', `May have at most ${MAX_VALUE_CHARACTERS} characters.`);
  } else {
    const words = [...new Set(text.split(WHITE_SPACE))].filter((word) => word !== '');
    if (words.length <= maxWords) return words;
    problems.add('LA105', 'search', `May have at most ${maxWords} words.`);
  }
  return [];
}
