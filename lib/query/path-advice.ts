import { findAtPath, MAX_PATH_RELATIONS } from './path-lookup.js';
import type { Vocabulary } from './vocabulary.js';

/** How far a path that is too long is followed, to tell that this is what is wrong with it. */
const FOLLOWED_RELATIONS = 8;

/** For a path that leads to a field that may be seen, but through too many relations. */
export function adviceOnDepth(vocabulary: Vocabulary, path: string): string | undefined {
  const end = findAtPath(vocabulary, path, ({ visibleFields }, rest) => visibleFields.get(rest), FOLLOWED_RELATIONS);
  return end && ` A path may lead through at most ${MAX_PATH_RELATIONS} relations.`;
}
