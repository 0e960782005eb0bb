import type { Relation, SortKey } from '../resource/resource.js';
import { listed } from './listed-values.js';
import type { IncludeParameter } from './parameter.js';
import { relationPaths } from './relation-paths.js';
import { sortItems } from './sort-items.js';
import { vocabularyOf, type Vocabulary } from './vocabulary.js';

/** Parameters that the docs list; where relations lead to more, the longest paths are left out there. */
const MAX_DOCUMENTED = 200;

/** The parameters of every to-many relation that may be included, as the docs list them. */
export function includeParameters(start: Vocabulary): readonly IncludeParameter[] {
  const { maxIncludeDepth } = start.resource.limits;
  const parameters: IncludeParameter[] = [];
  for (const { via } of relationPaths(start, ({ includable }) => includable.values(), maxIncludeDepth)) {
    if (parameters.length >= MAX_DOCUMENTED) break;
    if (via.at(-1)!.kind === 'many') parameters.push(pageSize(via), ordering(via));
  }
  return parameters;
}

/** The parameter with this name: the path of an include, and what is asked of its rows. */
export function findIncludeParameter(start: Vocabulary, name: string): IncludeParameter | undefined {
  const lastDot = name.lastIndexOf('.');
  const word = name.slice(lastDot + 1);
  if (lastDot === -1 || (word !== 'page_size' && word !== 'ordering')) return undefined;
  const via = findInclude(start, name.slice(0, lastDot));
  if (via?.at(-1)?.kind !== 'many') return undefined;
  return word === 'page_size' ? pageSize(via) : ordering(via);
}

function findInclude(start: Vocabulary, path: string): readonly Relation[] | undefined {
  const names = path.split('.');
  if (names.length > start.resource.limits.maxIncludeDepth) return undefined;
  const via: Relation[] = [];
  let vocabulary = start;
  for (const name of names) {
    const relation = vocabulary.includable.get(name);
    if (relation === undefined) return undefined;
    via.push(relation);
    vocabulary = vocabulary.of(relation.target);
  }
  return via;
}

function pageSize(via: readonly Relation[]): IncludeParameter {
  const { pageSize: rows, target } = via.at(-1)!;
  return Object.freeze({
    kind: 'include_page_size',
    name: `${pathOf(via)}.page_size`,
    via,
    shape: 'single',
    type: 'integer',
    description: `Rows of \`${pathOf(via)}\` that come with each item, where \`include\` names it.`,
    minimum: 1,
    maximum: target.limits.maxPageSize,
    default: rows,
  });
}

function ordering(via: readonly Relation[]): IncludeParameter {
  const { target, sort } = via.at(-1)!;
  return Object.freeze({
    kind: 'include_ordering',
    name: `${pathOf(via)}.ordering`,
    via,
    shape: 'list',
    type: 'string',
    description: `Order of the rows of \`${pathOf(via)}\`, where \`include\` names it; as for \`ordering\`.`,
    ...listed(sortItems(vocabularyOf(target))),
    maxItems: target.limits.maxSortKeys,
    default: writeSort(sort),
  });
}

/** A sort as a client would write it. */
export function writeSort(sort: readonly SortKey[]): string {
  return sort.map(({ field, direction }) => (direction === 'desc' ? `-${field.name}` : field.name)).join(',');
}

function pathOf(via: readonly Relation[]): string {
  return via.map(({ name }) => name).join('.');
}
