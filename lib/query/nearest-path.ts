import type { QueryProblems } from './query-problems.js';

/** A place that a path can lead through, with the words that may follow. */
export interface PathNode {
  /** What may stand at the end of a path. */
  readonly names: readonly string[];
  /** What may stand on the way, by name. */
  readonly ways: ReadonlyMap<string, () => PathNode>;
}

/**
 * The path that a mistyped one most likely meant, looked for segment by segment: what is right at its beginning is kept,
 * and a wrong relation is mended before what stands behind it.
 */
export function nearestPath({ names, ways }: PathNode, path: string, problems: QueryProblems): string | undefined {
  const dot = ways.size === 0 ? -1 : path.indexOf('.');
  const head = path.slice(0, Math.max(dot, 0));
  const behind = (way: string): string | undefined => {
    const rest = nearestPath(ways.get(way)!(), path.slice(dot + 1), problems);
    return rest === undefined ? undefined : `${way}.${rest}`;
  };
  if (ways.has(head)) return behind(head);
  const direct = problems.nearest(path, names);
  if (direct !== undefined || dot === -1) return direct;
  const mended = problems.nearest(head, [...ways.keys()]);
  return mended === undefined ? undefined : behind(mended);
}
