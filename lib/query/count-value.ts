import type { CountMode } from '../resource/resource.js';
import type { QueryProblems } from './query-problems.js';

/** Reads `count`. */
export function readCountMode(text: string | undefined, absent: CountMode, problems: QueryProblems): CountMode {
  if (text === undefined) return absent;
  if (text === 'exact' || text === 'estimated' || text === 'none') return text;
  problems.add('LA103', 'count', 'Must be one of exact, estimated, none.', ['exact', 'estimated', 'none']);
  return absent;
}
