import type { Resource } from '../../lib/resource/resource.js';
import type { Tree } from '../contract/fixtures/library/tree.js';

/** Relations that a path of the filter language may follow. */
const LONGEST_PATH = 2;

type Json = Readonly<Record<string, unknown>>;

/**
 * A tree as clients write it; `undefined` where the language has no words for it. It has none for "the one row" but the
 * path to one of its fields, so what stands inside of it is said of each comparison.
 */
export function treeJson(resource: Resource, tree: Tree, path: readonly string[] = []): Json | undefined {
  if ('and' in tree) return joined(each(resource, tree.and, path));
  if ('or' in tree) {
    const or = each(resource, tree.or, path);
    return or && { or };
  }
  if ('not' in tree) {
    const not = treeJson(resource, tree.not, path);
    return not && { not };
  }
  const [name, operator, value] = tree;
  const relation = resource.relations.get(name);
  if (relation === undefined) return { [[...path, name].join('.')]: { [operator]: value } };
  if (operator === 'one') {
    return path.length < LONGEST_PATH ? treeJson(relation.target, value as Tree, [...path, name]) : undefined;
  }
  const inner = treeJson(relation.target, value as Tree);
  // No row at all is what `none` and `every` hold for, and `some` does not.
  return (
    inner &&
    path.reduceRight<Json>((condition, step) => ({ [step]: { [operator === 'some' ? 'some' : 'every']: condition } }), {
      [name]: { [operator]: inner },
    })
  );
}

function each(resource: Resource, trees: readonly Tree[], path: readonly string[]): readonly Json[] | undefined {
  const parts = trees.map((tree) => treeJson(resource, tree, path));
  return parts.includes(undefined) ? undefined : (parts as readonly Json[]);
}

/** Members of one object where their names allow it. */
function joined(and: readonly Json[] | undefined): Json | undefined {
  if (and === undefined) return undefined;
  const names = and.flatMap((part) => Object.keys(part));
  return names.length > 0 && new Set(names).size === names.length ? (Object.assign({}, ...and) as Json) : { and };
}
