import type { PermittedQuery } from '../query/permitted-query.js';
import type { Condition, Include, ItemQuestion, ListQuestion } from '../query/question.js';
import type { Resource } from '../resource/resource.js';

/** A question about rows that may be read. */
export type ReadQuestion = PermittedQuery<ItemQuestion | ListQuestion>;

/** What an answer says about who may keep it (RFC 9111 §5.2.2). */
export interface AnswerHead {
  readonly cacheControl: string;
  /** Header fields that say who asks; `undefined` where everybody gets the same. */
  readonly vary: string | undefined;
}

/** Finds the head of the answer to a question. */
export type AnswerHeads = (query: ReadQuestion) => AnswerHead;

/**
 * Made at boot. A client that keeps an answer asks each time whether it is still good, unless the resource says for how
 * long it need not.
 *
 * @param credentialFields header fields that tell who asks
 */
export function createAnswerHeads(resource: Resource, credentialFields: readonly string[]): AnswerHeads {
  const seconds = Math.floor((resource.cache?.maxAgeMs ?? 0) / 1000);
  const freshness = seconds > 0 ? `max-age=${seconds}` : 'no-cache';
  const forAll: AnswerHead = { cacheControl: `public, ${freshness}`, vary: undefined };
  const forOne: AnswerHead = { cacheControl: `private, ${freshness}`, vary: credentialFields.join(', ') };
  // Where nobody has said so, guards of the application may have more to say.
  const { isDeclared } = resource.access;
  return (query) => (isDeclared && isSameForAll(resource, query) ? forAll : forOne);
}

/**
 * Whether the answer, and whether there is one at all, is the same whoever asks. What leads through relations counts as
 * different: the names that a caller may use there, and the rows, are matters of other resources.
 */
export function isSameForAll(resource: Resource, query: ReadQuestion): boolean {
  if (!isForAll(resource, query.deleted !== 'without') || !query.includes.every(isIncludeForAll)) return false;
  if (query.filter !== undefined && leadsAway(query.filter)) return false;
  if (query.kind === 'item') return true;
  if (query.parent !== undefined && !isForAll(query.parent.relation.target, query.deleted !== 'without')) return false;
  return query.sort.every(({ via = [] }) => via.length === 0);
}

/** Whether rows of other resources, or a rule, have a part in the condition. */
function leadsAway(condition: Condition): boolean {
  switch (condition.kind) {
    case 'comparison':
      return false;
    case 'not':
      return leadsAway(condition.condition);
    case 'and':
    case 'or':
      return condition.conditions.some(leadsAway);
    default:
      return true;
  }
}

/** Whether everybody may read every row and field. */
function isForAll({ access }: Resource, withDeleted: boolean): boolean {
  const { rules, scope, tenant, fields } = access;
  const isOpen = rules.list === 'public' && rules.read === 'public' && (!withDeleted || rules.deleted === 'public');
  return isOpen && scope === undefined && tenant === undefined && fields.size === 0;
}

function isIncludeForAll({ relation, includes }: Include): boolean {
  return isForAll(relation.target, false) && includes.every(isIncludeForAll);
}
