import type { Field } from '../resource/field.js';
import type { Resource } from '../resource/resource.js';
import type { ReservedParameter } from './parameter.js';
import type { Selection } from './selection.js';
import { MAX_VALUE_CHARACTERS } from './text-limit.js';

/** The parameters of a list that are no filters. */
export function listParameters(
  resource: Resource,
  sortable: readonly Field[],
  selection: Selection,
): readonly ReservedParameter[] {
  const parameters = [pageParameter(resource), pageSizeParameter(resource)];
  if (sortable.length > 0) parameters.push(orderingParameter(resource, sortable));
  if (resource.searchFields.length > 0) parameters.push(searchParameter(resource));
  parameters.push(fieldsParameter(resource, selection), countParameter(resource));
  return parameters.map((parameter) => Object.freeze(parameter));
}

/** The parameters of routes that answer one item. */
export function itemParameters(resource: Resource, selection: Selection): readonly ReservedParameter[] {
  return [Object.freeze(fieldsParameter(resource, selection))];
}

function pageParameter({ limits }: Resource): ReservedParameter {
  return {
    kind: 'page',
    name: 'page',
    shape: 'single',
    type: 'integer',
    description: `Number of the page, from 1. The pages before it may hold at most ${limits.maxOffset} rows.`,
    minimum: 1,
    maximum: limits.maxOffset + 1,
    default: 1,
  };
}

function pageSizeParameter({ limits }: Resource): ReservedParameter {
  return {
    kind: 'page_size',
    name: 'page_size',
    shape: 'single',
    type: 'integer',
    description: 'Rows in a page.',
    minimum: 1,
    maximum: limits.maxPageSize,
    default: limits.pageSize,
  };
}

function orderingParameter({ limits, defaultSort }: Resource, sortable: readonly Field[]): ReservedParameter {
  const written = defaultSort.map(({ field, direction }) => (direction === 'desc' ? `-${field.name}` : field.name));
  return {
    kind: 'ordering',
    name: 'ordering',
    shape: 'list',
    type: 'string',
    description: 'Fields to order by, the first one first; a minus sign in front means descending. Null comes last.',
    allowed: Object.freeze(sortable.flatMap(({ name }) => [name, `-${name}`])),
    maxItems: limits.maxSortKeys,
    ...(written.length > 0 && { default: written.join(',') }),
  };
}

function searchParameter({ searchFields }: Resource): ReservedParameter {
  const names = searchFields.map(({ name }) => `\`${name}\``).join(', ');
  return {
    kind: 'search',
    name: 'search',
    shape: 'single',
    type: 'string',
    description: `Words that must each occur in ${names}.`,
    maxLength: MAX_VALUE_CHARACTERS,
  };
}

function fieldsParameter({ limits }: Resource, selection: Selection): ReservedParameter {
  return {
    kind: 'fields',
    name: 'fields',
    shape: 'list',
    type: 'string',
    description: 'Fields to answer; the name of an embedded object stands for all of its fields. Default: all.',
    allowed: Object.freeze([...selection.byName.keys()]),
    maxItems: limits.maxListItems,
  };
}

function countParameter({ count }: Resource): ReservedParameter {
  return {
    kind: 'count',
    name: 'count',
    shape: 'single',
    type: 'string',
    description: 'How the rows are counted: `exact`, `estimated` where the database has an estimate, or `none`.',
    allowed: Object.freeze(['exact', 'estimated', 'none']),
    default: count,
  };
}
