import type { Principal } from '../common/principal.js';
import type { Operation } from '../resource/operation.js';
import type { AccessAction } from '../resource/access-rule.js';
import type { Resource } from '../resource/resource.js';
import { policyOf, verdictOn, type ResourcePolicy } from './resource-policy.js';
import { ALWAYS } from './verdict.js';

/** What an operation takes: one of these is enough. A write of a row that is there takes that it may be read, too. */
const TAKES: Readonly<Record<Operation, readonly (readonly AccessAction[])[]>> = {
  list: [['read', 'list']],
  read: [['read']],
  create: [['create']],
  replace: [['read', 'replace']],
  update: [['read', 'update']],
  remove: [['read', 'remove']],
  restore: [['read', 'restore']],
  upsert: [['create'], ['read', 'update']],
  bulk: [['create'], ['read', 'update'], ['read', 'remove']],
};

/** Whether there can be a row with which the principal may do so. */
export function mayEver(resource: Resource, operation: Operation, principal: Principal): boolean {
  const policy = policyOf(resource, principal);
  // Asked before each request, and mostly of what everybody may do.
  if (policy.scope === ALWAYS && isForAll(policy, operation)) return true;
  return TAKES[operation].some((actions) => verdictOn(policy, principal, actions) !== false);
}

function isForAll({ rules }: ResourcePolicy, operation: Operation): boolean {
  for (const actions of TAKES[operation]) {
    if (actions.every((action) => rules[action] === ALWAYS)) return true;
  }
  return false;
}
