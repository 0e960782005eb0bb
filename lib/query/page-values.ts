import { isIntegerText } from '../resource/number-text.js';
import type { QueryLimits } from '../resource/resource.js';
import type { QueryProblems } from './query-problems.js';

/** Reads `page` and holds it against the offset limit; 1 stands in for what is wrong. */
export function readPage(
  text: string | undefined,
  pageSize: number,
  { maxOffset }: Pick<QueryLimits, 'maxOffset'>,
  problems: QueryProblems,
): number {
  if (text === undefined) return 1;
  const page = readCount('page', text, undefined, problems);
  if ((page - 1) * pageSize <= maxOffset) return page;
  const detail = `The pages before this one may hold at most ${maxOffset} rows. Use a cursor: send "cursor=" instead.`;
  problems.add('LA105', 'page', detail);
  return 1;
}

/** Reads `page_size`, of the list or of an include; 1 stands in for what is wrong. */
export function readPageSize(name: string, text: string, maximum: number, problems: QueryProblems): number {
  return readCount(name, text, maximum, problems);
}

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
