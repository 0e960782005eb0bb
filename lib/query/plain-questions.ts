import type { Field } from '../resource/field.js';
import type { Resource } from '../resource/resource.js';
import { ALL_VISIBLE, type Include, type ItemQuestion, type ListQuestion } from './question.js';
import { withTieBreak } from './tie-break.js';

export const NO_INCLUDES: readonly Include[] = Object.freeze([]);

/** The question about one row when nothing special is asked. */
export function itemQuestion(
  key: readonly unknown[],
  fields: readonly Field[],
  change: Partial<ItemQuestion> = {},
): ItemQuestion {
  return {
    kind: 'item',
    key,
    keyFields: undefined,
    filter: undefined,
    fields,
    includes: NO_INCLUDES,
    deleted: 'without',
    versions: [],
    visibility: ALL_VISIBLE,
    ...change,
  };
}

/** The question about a list when nothing special is asked: its first page, as the resource's options have it. */
export function listQuestion(resource: Resource, change: Partial<ListQuestion> = {}): ListQuestion {
  return {
    kind: 'list',
    filter: undefined,
    sort: Object.freeze(withTieBreak(resource.defaultSort, resource.key)),
    page: 1,
    pageSize: resource.limits.pageSize,
    cursor: undefined,
    count: resource.count,
    fields: resource.representation.list,
    includes: NO_INCLUDES,
    deleted: 'without',
    parent: undefined,
    visibility: ALL_VISIBLE,
    parameters: Object.freeze([]),
    ...change,
  };
}
