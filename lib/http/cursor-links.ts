import type { CursorCodec } from '../query/cursor.codec.js';
import { neighbourCursors, type WalkedPage } from '../query/neighbour-cursors.js';
import { writeQueryText } from '../query/query-text.js';
import type { ListQuestion } from '../query/question.js';
import { countsOf, type PagePosition } from './page-links.js';

/** The links of a page that was asked for by cursor; `base` is the path, or origin and path, that they start with. */
export function cursorPosition(
  question: ListQuestion,
  page: WalkedPage,
  base: string,
  cursors: CursorCodec,
): PagePosition {
  const { next, previous } = neighbourCursors(question, page, cursors);
  const kept = writeQueryText(question.parameters);
  const prefix = kept === '' ? `${base}?cursor=` : `${base}?${kept}&cursor=`;
  return {
    ...countsOf(question, page),
    next: next === null ? null : prefix + next,
    previous: previous === null ? null : prefix + previous,
    first: prefix,
    last: null,
  };
}
