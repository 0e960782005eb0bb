import type { Resource, SearchField } from '../resource/resource.js';
import { writeSort } from './include-parameters.js';
import { listed } from './listed-values.js';
import type { ReservedParameter } from './parameter.js';
import { MAX_PATH_RELATIONS } from './path-lookup.js';
import { relationPaths, type RelationPath } from './relation-paths.js';
import type { Selection } from './selection.js';
import { sortItems } from './sort-items.js';
import { MAX_VALUE_CHARACTERS } from './text-limit.js';
import type { Vocabulary } from './vocabulary.js';

/** The parts of a parameter that are not the same for every parameter. */
type Sketch = Omit<ReservedParameter, 'name' | 'shape' | 'type'> & Partial<Pick<ReservedParameter, 'name' | 'type'>>;

export function pageParameter({ limits }: Resource): ReservedParameter {
  return single({
    kind: 'page',
    type: 'integer',
    description:
      `Number of the page, from 1. The pages before it may hold at most ${limits.maxOffset} rows; ` +
      'a cursor goes further.',
    minimum: 1,
    maximum: limits.maxOffset + 1,
    default: 1,
  });
}

export function pageSizeParameter({ limits }: Resource): ReservedParameter {
  return single({
    kind: 'page_size',
    type: 'integer',
    description: 'Rows in a page.',
    minimum: 1,
    maximum: limits.maxPageSize,
    default: limits.pageSize,
  });
}

export function cursorParameter({ limits }: Resource): ReservedParameter {
  return single({
    kind: 'cursor',
    description:
      'Where to go on, as the links of another page say it; empty for the first rows. Good for the filters and the ' +
      'ordering that it came with, and instead of `page`.',
    maxLength: limits.maxQueryBytes,
  });
}

/** `undefined` for a resource that cannot be ordered by anything. */
export function orderingParameter(vocabulary: Vocabulary): ReservedParameter | undefined {
  const { resource, defaultSort } = vocabulary;
  if (sortItems(vocabulary).next().done === true) return undefined;
  return list({
    kind: 'ordering',
    description:
      'Fields to order by, the first one first; a minus sign in front means descending. Null comes last. ' +
      `A path leads through at most ${MAX_PATH_RELATIONS} relations to one row each.`,
    ...listed(sortItems(vocabulary)),
    maxItems: resource.limits.maxSortKeys,
    ...(defaultSort.length > 0 && { default: writeSort(defaultSort) }),
  });
}

export function searchParameter(searchFields: readonly SearchField[]): ReservedParameter {
  const names = searchFields
    .map(({ field, via }) => `\`${[...via, field].map(({ name }) => name).join('.')}\``)
    .join(', ');
  return single({
    kind: 'search',
    description: `Words that must each occur in ${names}.`,
    maxLength: MAX_VALUE_CHARACTERS,
  });
}

export function fieldsParameter(vocabulary: Vocabulary, selection: Selection): ReservedParameter {
  const own = 'Fields to answer; the name of an embedded object stands for all of its fields.';
  const related = ' A path chooses from the rows of an included relation; an include that is not named stays whole.';
  return list({
    kind: 'fields',
    description: `${own}${vocabulary.includable.size > 0 ? related : ''} Default: all.`,
    ...listed(fieldItems(vocabulary, selection)),
    maxItems: vocabulary.resource.limits.maxListItems,
  });
}

function* fieldItems(start: Vocabulary, selection: Selection): Generator<string> {
  yield* selection.byName.keys();
  for (const { text, vocabulary } of includePaths(start)) {
    yield text;
    for (const name of vocabulary.selection.byName.keys()) yield `${text}.${name}`;
  }
}

export function includeParameter(vocabulary: Vocabulary): ReservedParameter {
  const { maxIncludeDepth, maxIncludes } = vocabulary.resource.limits;
  return list({
    kind: 'include',
    description:
      `Relations whose rows come with each row, at most ${maxIncludeDepth} deep and ${maxIncludes} in all: ` +
      'an object or null for a relation to one row, a list for one to many.',
    ...listed(includeItems(vocabulary)),
    maxItems: maxIncludes,
  });
}

function* includeItems(start: Vocabulary): Generator<string> {
  for (const { text } of includePaths(start)) yield text;
}

export function countParameter({ count }: Resource): ReservedParameter {
  return single({
    kind: 'count',
    description:
      'How the rows are counted: `exact`, `estimated` where the database has an estimate, or `none`, which is what ' +
      'holds beside a cursor unless something else is said.',
    ...listed(['exact', 'estimated', 'none']),
    default: count,
  });
}

export function treeParameter({ limits }: Resource): ReservedParameter {
  return single({
    kind: 'tree',
    name: 'filter',
    description:
      'A condition as JSON: `{"and": […]}`, `{"or": […]}`, `{"not": {…}}`, `{"field": {"operator": value}}`, ' +
      '`{"relation": {"some": {…}}}` with `some`, `none` or `every`. ' +
      `At most ${limits.maxFilterDepth} levels and ${limits.maxFilterNodes} nodes.`,
    maxLength: limits.maxQueryBytes,
  });
}

export function deletedParameter(): ReservedParameter {
  return single({
    kind: 'deleted',
    description: 'Softly deleted rows: `with` the others, or `only` they. Default: none of them.',
    ...listed(['with', 'only']),
  });
}

function includePaths(start: Vocabulary): Generator<RelationPath> {
  return relationPaths(start, ({ includable }) => includable.values(), start.resource.limits.maxIncludeDepth);
}

function single(sketch: Sketch): ReservedParameter {
  return Object.freeze({ name: sketch.kind as ReservedParameter['name'], shape: 'single', type: 'string', ...sketch });
}

function list(sketch: Sketch): ReservedParameter {
  return Object.freeze({ ...single(sketch), shape: 'list' });
}
