import type { Principal } from '../common/principal.js';
import type { PermittedQuery, PermittedWrite } from '../query/permitted-query.js';
import {
  ALL_VISIBLE,
  type DeletedRows,
  type ItemQuestion,
  type ListQuestion,
  type VersionCondition,
  type Visibility,
} from '../query/question.js';
import { allOf } from '../query/search-condition.js';
import type { AccessAction } from '../resource/access-rule.js';
import type { Field } from '../resource/field.js';
import type { Resource } from '../resource/resource.js';
import { readablePart } from './field-rights.js';
import { forbidden } from './forbidden.error.js';
import { PrincipalVisibility } from './principal-visibility.js';
import { policyOf, verdictOn, type ResourcePolicy } from './resource-policy.js';
import { ruleOf, type Verdict } from './verdict.js';

const NO_FIELDS: readonly Field[] = Object.freeze([]);

/** A write of a row that is there. */
export type RowWrite = Exclude<AccessAction, 'list' | 'read' | 'create' | 'deleted'>;

/**
 * Narrows the question about a list to the rows that the principal may see.
 *
 * @throws LightApiError LA600 (401) or LA700 (403) when there can be none
 */
export function permitList(
  resource: Resource,
  question: ListQuestion,
  principal: Principal,
): PermittedQuery<ListQuestion> {
  return narrow(resource, question, principal, ['read', 'list']);
}

/**
 * Narrows the question about an item: a row that the principal may not see is not there.
 *
 * @throws LightApiError LA600 (401) or LA700 (403) when it may see none
 */
export function permitItem(
  resource: Resource,
  question: ItemQuestion,
  principal: Principal,
): PermittedQuery<ItemQuestion> {
  return narrow(resource, question, principal, ['read']);
}

/**
 * Narrows the question about an item that may be seen to what may be written.
 *
 * @throws LightApiError LA600 (401) or LA700 (403) when the principal may do so with no row
 */
export function permitWrite(resource: Resource, action: RowWrite, query: PermittedQuery<ItemQuestion>): PermittedWrite {
  const verdict = policyOf(resource, query.principal).rules[action](query.principal);
  if (verdict === false) throw forbidden(query.principal);
  const kept = action === 'replace' ? keptFields(resource, query.principal) : NO_FIELDS;
  return verdict === true && kept.length === 0
    ? (query as PermittedWrite)
    : ({ ...query, filter: allOf(query.filter, ruleOf(verdict)), kept } as PermittedWrite);
}

/** Lets a write happen only while the row meets these conditions on its version as well. */
export function withVersions(
  query: PermittedQuery<ItemQuestion>,
  conditions: readonly VersionCondition[],
): PermittedQuery<ItemQuestion> {
  return conditions.length === 0 ? query : { ...query, versions: [...query.versions, ...conditions] };
}

/** Asks for the same item among other rows; whether clients may ask for softly deleted ones is decided before. */
export function withDeleted(query: PermittedQuery<ItemQuestion>, deleted: DeletedRows): PermittedQuery<ItemQuestion> {
  return query.deleted === deleted ? query : { ...query, deleted };
}

/** What of the rows of a resource the principal may read: all, none, or those that meet a condition. */
export function readableRows(resource: Resource, principal: Principal): Verdict {
  return verdictOn(policyOf(resource, principal), principal, ['read']);
}

/** What a principal may see of the rows of every resource. */
export function visibilityFor(resource: Resource, principal: Principal): Visibility {
  return visibilityOf(policyOf(resource, principal), principal);
}

function visibilityOf({ restricted }: ResourcePolicy, principal: Principal): Visibility {
  return restricted.size === 0 ? ALL_VISIBLE : new PrincipalVisibility(restricted, principal);
}

function narrow<Asked extends ItemQuestion | ListQuestion>(
  resource: Resource,
  question: Asked,
  principal: Principal,
  actions: readonly AccessAction[],
): PermittedQuery<Asked> {
  const policy = policyOf(resource, principal);
  const verdict = verdictOn(policy, principal, question.deleted === 'without' ? actions : [...actions, 'deleted']);
  if (verdict === false) throw forbidden(principal);
  const filter = allOf(question.filter, ruleOf(verdict));
  const visibility = visibilityOf(policy, principal);
  const narrowed: Asked = { ...question, filter, visibility, principal };
  const rights = policy.rightsOf(principal);
  const readable = rights.unreadable.size === 0 ? undefined : readablePart(resource, question, rights);
  return (readable === undefined ? narrowed : { ...narrowed, ...readable }) as PermittedQuery<Asked>;
}

/** A row keeps its owner, and what the principal may not write, where a body says nothing of it. */
function keptFields(resource: Resource, principal: Principal): readonly Field[] {
  const { owned, rightsOf } = policyOf(resource, principal);
  const { unwritable } = rightsOf(principal);
  if (owned.length === 0 && unwritable.size === 0) return NO_FIELDS;
  const owners = new Set(owned.map(({ field }) => field));
  return resource.fields.filter((field) => field.updatable && (owners.has(field) || unwritable.has(field)));
}
