import { isIntegerText } from '../resource/number-text.js';
import type { QueryLimits } from '../resource/resource.js';
import type { QueryProblems } from './query-problems.js';

/** Which page, and how many rows it has. */
export interface PageRequest {
  readonly page: number;
  readonly pageSize: number;
}

/** Reads `page` and `page_size` and holds them against the offset limit. */
export function readPage(
  page: string | undefined,
  pageSize: string | undefined,
  limits: Pick<QueryLimits, 'pageSize' | 'maxPageSize' | 'maxOffset'>,
  problems: QueryProblems,
): PageRequest {
  const pageNumber = page === undefined ? 1 : readCount('page', page, undefined, problems);
  const rows =
    pageSize === undefined ? limits.pageSize : readCount('page_size', pageSize, limits.maxPageSize, problems);
  if ((pageNumber - 1) * rows > limits.maxOffset) {
    problems.add(
      'LA105',
      'page',
      `The pages before this one may hold at most ${limits.maxOffset} rows. Narrow the filter or turn the ordering round.`,
    );
  }
  return { page: pageNumber, pageSize: rows };
}

/** An integer from 1; 1 stands in for what is wrong. */
function readCount(name: string, text: string, maximum: number | undefined, problems: QueryProblems): number {
  const value = isIntegerText(text) ? Number(text) : 0;
  if (value >= 1 && value <= (maximum ?? Number.MAX_SAFE_INTEGER)) return value;
  problems.add(
    'LA103',
    name,
    `Must be an integer ${maximum === undefined ? 'of at least 1' : `from 1 to ${maximum}`}.`,
  );
  return 1;
}
