import type { PermittedQuery } from '../query/permitted-query.js';
import type { Include, ItemQuestion, ListQuestion } from '../query/question.js';
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

/** Whether the answer is the same whoever asks, as far as the rules of resources go. */
export function isSameForAll(resource: Resource, query: ReadQuestion): boolean {
  if (!isForAll(resource, query.deleted !== 'without')) return false;
  if (query.visibility.size === 0) return query.includes.every(isFieldwiseForAll);
  // Rows of resources that are not for everybody may have a part in it.
  if (!query.includes.every(isIncludeForAll)) return false;
  if (query.kind === 'item') return query.filter === undefined;
  const isPlain = query.filter === undefined || query.filter.kind === 'comparison';
  return isPlain && query.parent === undefined && query.sort.every(({ via = [] }) => via.length === 0);
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

function isFieldwiseForAll({ relation, includes }: Include): boolean {
  return relation.target.access.fields.size === 0 && includes.every(isFieldwiseForAll);
}
