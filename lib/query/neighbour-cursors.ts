import type { CursorCodec } from './cursor.codec.js';
import type { ListQuestion } from './question.js';

/** What is known of a page that a cursor leads to. */
export interface WalkedPage {
  /** Rows in all; `undefined` when they were not counted. */
  readonly total: number | undefined;
  /** Whether there are more rows on the way that the walk goes. */
  readonly hasMore: boolean;
  /** What the first and the last row have for each key of the sort; `undefined` for a page without rows. */
  readonly edges: { readonly first: readonly unknown[]; readonly last: readonly unknown[] } | undefined;
}

/** The cursors of the pages beside this one; null where there is none. */
export interface NeighbourCursors {
  readonly next: string | null;
  readonly previous: string | null;
}

/** Finds the cursors of a page that was asked for by cursor. */
export function neighbourCursors(question: ListQuestion, page: WalkedPage, cursors: CursorCodec): NeighbourCursors {
  const { hasMore, edges } = page;
  if (edges === undefined) return { next: null, previous: null };
  const { side, values } = question.cursor!;
  const isForwards = side === 'after';
  // Where a walk has come from there are rows, whatever the answer knows of them.
  const hasNext = isForwards ? hasMore : true;
  const hasPrevious = isForwards ? values !== undefined : hasMore;
  return {
    next: hasNext ? cursors.encode(question, { side: 'after', values: edges.last }) : null,
    previous: hasPrevious ? cursors.encode(question, { side: 'before', values: edges.first }) : null,
  };
}
