import type { CursorCodec } from './cursor.codec.js';
import type { QueryProblems } from './query-problems.js';
import type { CursorPosition, ListQuestion } from './question.js';

/** Reads `cursor`, which is empty before the first row. Nothing fits a question that is wrong itself. */
export function readCursor(
  text: string,
  question: ListQuestion,
  codec: CursorCodec,
  problems: QueryProblems,
): CursorPosition | undefined {
  if (problems.count > 0) return undefined;
  if (text === '') return codec.start(question);
  const position = codec.decode(question, text);
  if (position === undefined) {
    problems.add('LA108', 'cursor', 'Not a cursor of this question. Send an empty one to begin again.');
  }
  return position;
}
