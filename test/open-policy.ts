import { definePolicy } from '../lib/policy/resource-policy.js';
import { ALWAYS } from '../lib/policy/verdict.js';
import { ACCESS_ACTIONS, type AccessAction, type AccessRule } from '../lib/resource/access-rule.js';
import { ALL_RIGHTS } from '../lib/resource/field-rights.js';
import type { ResourceAccess } from '../lib/resource/resource-access.js';
import type { Resource } from '../lib/resource/resource.js';

/** What options say where nobody says anything: everybody may do everything. */
export const OPEN_ACCESS: ResourceAccess = {
  isDeclared: false,
  rules: everywhere<AccessRule>('public'),
  places: everywhere('access'),
  scope: undefined,
  tenant: undefined,
  owned: [],
  fields: new Map(),
};

/** Lets everybody do everything with a resource that was made without a boot walk. */
export function withOpenPolicy(resource: Resource): Resource {
  definePolicy(resource, {
    rules: everywhere(ALWAYS),
    scope: ALWAYS,
    isOpen: true,
    owned: [],
    rightsOf: () => ALL_RIGHTS,
    restricted: new Map(),
  });
  return resource;
}

function everywhere<Rule>(rule: Rule): Record<AccessAction, Rule> {
  return Object.fromEntries(ACCESS_ACTIONS.map((action) => [action, rule])) as Record<AccessAction, Rule>;
}
