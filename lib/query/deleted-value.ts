import type { QueryProblems } from './query-problems.js';
import type { DeletedRows } from './question.js';

/** Reads `deleted`. */
export function readDeleted(text: string | undefined, problems: QueryProblems): DeletedRows {
  if (text === undefined) return 'without';
  if (text === 'with' || text === 'only') return text;
  problems.add('LA103', 'deleted', 'Must be one of with, only.', ['with', 'only']);
  return 'without';
}
