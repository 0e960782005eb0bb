import type { QueryLimits } from '../resource/resource.js';
import { childLevel, type IncludeLevel } from './include-level.js';
import { nearestPath } from './nearest-path.js';
import { pathWords, type PathWords } from './path-words.js';
import type { QueryProblems } from './query-problems.js';

const WORDS: PathWords = {
  names: ({ includable }) => includable.keys(),
  relations: ({ includable }) => includable.values(),
};

type Limits = Pick<QueryLimits, 'maxIncludeDepth' | 'maxIncludes'>;

/** Reads the items of `include`, paths of relations, and adds a level for each relation on the way. */
export function readInclude(
  root: IncludeLevel,
  items: readonly string[],
  limits: Limits,
  problems: QueryProblems,
): void {
  for (const [index, item] of items.entries()) {
    const wrong = addPath(root, item, limits.maxIncludeDepth);
    if (wrong === 'depth') {
      problems.addItem('LA105', 'include', index, `May lead through at most ${limits.maxIncludeDepth} relations.`);
    } else if (wrong === 'name') {
      const words = pathWords(root.vocabulary, WORDS, limits.maxIncludeDepth - 1);
      const nearest = nearestPath(words, item, problems);
      const suggestion = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
      problems.addItem('LA106', 'include', index, `No such relation.${suggestion}`);
    }
  }
  if (levelsBelow(root) > limits.maxIncludes) {
    const detail = `May name at most ${limits.maxIncludes} relations, those on the way to others counted.`;
    problems.add('LA105', 'include', detail);
  }
}

function addPath(root: IncludeLevel, path: string, maxDepth: number): 'name' | 'depth' | undefined {
  let level = root;
  let rest: string | undefined = path;
  for (let depth = 0; rest !== undefined; depth++) {
    const dot: number = rest.indexOf('.');
    const relation = level.vocabulary.includable.get(dot === -1 ? rest : rest.slice(0, dot));
    if (relation === undefined) return 'name';
    if (depth === maxDepth) return 'depth';
    level = childLevel(level, relation);
    rest = dot === -1 ? undefined : rest.slice(dot + 1);
  }
  return undefined;
}

function levelsBelow({ children }: IncludeLevel): number {
  let levels = children.size;
  for (const child of children.values()) levels += levelsBelow(child);
  return levels;
}
