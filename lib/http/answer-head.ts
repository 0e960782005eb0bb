import type { PermittedQuery } from '../query/permitted-query.js';
import type { Include, ItemQuestion, ListQuestion } from '../query/question.js';
import type { Resource } from '../resource/resource.js';

/** What the answers of a resource's lists and reads say about who may keep them (RFC 9111 §5.2.2). */
export interface AnswerHead {
  cacheControl(query: PermittedQuery<ItemQuestion | ListQuestion>): string;
  /** Header fields that say who asks; `undefined` where everybody gets the same. */
  vary(query: PermittedQuery<ItemQuestion | ListQuestion>): string | undefined;
}

/**
 * Made at boot. A client that keeps an answer asks each time whether it is still good, unless the resource says for how
 * long it need not.
 *
 * @param credentialFields header fields that tell who asks
 */
export function createAnswerHead(resource: Resource, credentialFields: readonly string[]): AnswerHead {
  const seconds = Math.floor((resource.cache?.maxAgeMs ?? 0) / 1000);
  const freshness = seconds > 0 ? `max-age=${seconds}` : 'no-cache';
  const forAll = `public, ${freshness}`;
  const forOne = `private, ${freshness}`;
  const vary = credentialFields.join(', ');
  const isShared = isForEverybody(resource);
  const isSame = (query: PermittedQuery<ItemQuestion | ListQuestion>): boolean =>
    isShared && (query.visibility.size === 0 || isAboutItself(query));
  return {
    cacheControl: (query) => (isSame(query) ? forAll : forOne),
    vary: (query) => (isSame(query) ? undefined : vary),
  };
}

/** Whether somebody has said that everybody may read every row and field. */
export function isForEverybody({ access }: Resource): boolean {
  const { rules, scope, tenant, fields, isDeclared } = access;
  const isPublic = rules.list === 'public' && rules.read === 'public' && rules.deleted === 'public';
  return isDeclared && isPublic && scope === undefined && tenant === undefined && fields.size === 0;
}

/** Whether no rows of resources that are not for everybody have a part in the answer. */
function isAboutItself(query: PermittedQuery<ItemQuestion | ListQuestion>): boolean {
  if (!query.includes.every(isOpen)) return false;
  if (query.kind === 'item') return query.filter === undefined;
  const isPlain = query.filter === undefined || query.filter.kind === 'comparison';
  return isPlain && query.parent === undefined && query.sort.every(({ via = [] }) => via.length === 0);
}

function isOpen({ relation, includes }: Include): boolean {
  return isForEverybody(relation.target) && includes.every(isOpen);
}
