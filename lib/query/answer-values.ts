import type { QueryLimits } from '../resource/resource.js';
import type { Asked } from './asked.js';
import { readFields } from './fields-value.js';
import { answerOf, rootLevel, type Answered, type IncludeLevel } from './include-level.js';
import { readIncludeOptions } from './include-options.js';
import { readInclude } from './include-value.js';
import type { QueryProblems } from './query-problems.js';
import type { Selection } from './selection.js';
import type { Vocabulary } from './vocabulary.js';

/**
 * Reads what is answered of each row: `fields`, `include` and what is asked of included rows.
 *
 * @param rows that the answer may have, not counting included ones
 */
export function readAnswered(
  vocabulary: Vocabulary,
  selection: Selection,
  { texts, includeOptions }: Asked,
  limits: Pick<QueryLimits, 'maxIncludeDepth' | 'maxIncludes' | 'maxIncludedRows'>,
  rows: number,
  problems: QueryProblems,
): Answered {
  const root = rootLevel(vocabulary, selection);
  if (texts.include !== undefined) readInclude(root, texts.include, limits, problems);
  readIncludeOptions(root, includeOptions, problems);
  readFields(root, texts.fields, problems);
  checkRows(root, rows, limits.maxIncludedRows, problems);
  return answerOf(root);
}

/** Pages of pages of pages multiply, so what they could come to is held against a limit before anything is read. */
function checkRows(root: IncludeLevel, rows: number, maxIncludedRows: number, problems: QueryProblems): void {
  if (includedRows(root, rows) <= maxIncludedRows) return;
  const detail = `May bring at most ${maxIncludedRows} rows. Ask for smaller pages, with "page_size" of the relations too.`;
  problems.add('LA105', 'include', detail);
}

function includedRows({ children }: IncludeLevel, rows: number): number {
  let all = 0;
  for (const child of children.values()) {
    const below = child.relation.kind === 'one' ? rows : rows * child.pageSize;
    all += below + includedRows(child, below);
  }
  return all;
}
