import type { ChildLevel, IncludeLevel } from './include-level.js';
import { nearestPath, type PathNode } from './nearest-path.js';
import type { QueryProblems } from './query-problems.js';

/**
 * Reads the items of `fields` into the levels of the question. Each level that an item names, or leads through, answers
 * what is named of it and nothing else; an include that no item speaks of stays whole.
 */
export function readFields(root: IncludeLevel, items: readonly string[] | undefined, problems: QueryProblems): void {
  if (items === undefined) return;
  const whole = new Set<ChildLevel>();
  for (const [index, item] of items.entries()) {
    const missing = choose(root, item, whole);
    if (missing === undefined) continue;
    problems.addItem('LA106', 'fields', index, `No such field.${adviceOn(root, item, missing, problems)}`);
  }
  for (const level of whole) level.chosen = undefined;
}

/**
 * Chooses what a path names. Otherwise answers with the path of a relation that is not included, or with the empty text
 * when there is nothing of that name.
 */
function choose(root: IncludeLevel, path: string, whole: Set<ChildLevel>): string | undefined {
  const through: IncludeLevel[] = [];
  let level = root;
  let rest = path;
  for (;;) {
    through.push(level);
    const fields = level.selection.byName.get(rest);
    if (fields !== undefined) {
      for (const passed of through) passed.chosen ??= new Set();
      for (const field of fields) level.chosen!.add(field);
      return undefined;
    }
    const dot = rest.indexOf('.');
    const name = dot === -1 ? rest : rest.slice(0, dot);
    const child = level.children.get(name);
    if (child === undefined) {
      const isRelation = level.vocabulary.includable.has(name);
      return isRelation ? path.slice(0, path.length - rest.length + name.length) : '';
    }
    if (dot === -1) {
      for (const passed of through) passed.chosen ??= new Set();
      whole.add(child);
      return undefined;
    }
    level = child;
    rest = rest.slice(dot + 1);
  }
}

function adviceOn(root: IncludeLevel, item: string, missing: string, problems: QueryProblems): string {
  if (missing !== '') return ` Name "${missing}" in "include".`;
  const nearest = nearestPath(fieldWords(root), item, problems);
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
}

/** What `fields` can name of a level and of what is included in it. */
function fieldWords({ selection, children }: IncludeLevel): PathNode {
  return {
    names: [...selection.byName.keys(), ...children.keys()],
    ways: new Map([...children].map(([name, child]) => [name, () => fieldWords(child)])),
  };
}
