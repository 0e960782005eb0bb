import { APPLICATION } from '../common/application.js';
import type { Principal } from '../common/principal.js';
import { ACCESS_ACTIONS, type AccessAction } from '../resource/access-rule.js';
import { ALL_RIGHTS, type FieldRights } from '../resource/field-rights.js';
import type { OwnedField } from '../resource/resource-access.js';
import type { Resource } from '../resource/resource.js';
import { ALWAYS, every, type RuleTest, type Verdict } from './verdict.js';

/** What the access rules of a resource come to: questions to ask of a principal. */
export interface ResourcePolicy {
  /** By what they are about. What narrows all of them is not in them. */
  readonly rules: Readonly<Record<AccessAction, RuleTest>>;
  /** Narrows all of the rules: scope and tenant. */
  readonly scope: RuleTest;
  /** Whether every row may be read by everybody. */
  readonly isOpen: boolean;
  /** Fields that are set from the caller when a row is created. */
  readonly owned: readonly OwnedField[];
  /** What a principal may do with fields, of any resource; one object for all for whom the rules come to the same. */
  readonly rightsOf: (principal: Principal) => FieldRights;
  /** Policies of the resources of the application whose rows not everybody may read, by the names of the resources. */
  readonly restricted: ReadonlyMap<string, ResourcePolicy>;
}

const policies = new WeakMap<Resource, ResourcePolicy>();

/** Says what the rules of a resource come to; done again at each start that the resource takes part in. */
export function definePolicy(resource: Resource, policy: ResourcePolicy): void {
  policies.set(resource, policy);
}

/** What holds for the application itself: no rule, no scope, no tenant, and nothing is set from a caller. */
const NO_RULES: ResourcePolicy = Object.freeze({
  rules: Object.fromEntries(ACCESS_ACTIONS.map((action) => [action, ALWAYS])) as ResourcePolicy['rules'],
  scope: ALWAYS,
  isOpen: true,
  owned: [],
  rightsOf: () => ALL_RIGHTS,
  restricted: new Map<string, ResourcePolicy>(),
});

/**
 * @param principal who asks, since the rules are not for the application itself
 * @throws TypeError for a resource whose relations and rules were never joined: nobody may do anything with it.
 */
export function policyOf(resource: Resource, principal?: Principal): ResourcePolicy {
  if (principal === APPLICATION) return NO_RULES;
  const policy = policies.get(resource);
  if (policy === undefined) throw new TypeError(`The access rules of ${resource.name} have not been compiled.`);
  return policy;
}

/** What the rules of all of these actions allow, within scope and tenant; one that stands for several is asked once. */
export function verdictOn(
  { rules, scope }: ResourcePolicy,
  principal: Principal,
  actions: readonly AccessAction[],
): Verdict {
  const tests: RuleTest[] = scope === ALWAYS ? [] : [scope];
  for (const action of actions) {
    const test = rules[action];
    if (test !== ALWAYS && !tests.includes(test)) tests.push(test);
  }
  return every(tests.map((test) => test(principal)));
}

/** What an owned field holds for a principal, as text; `undefined` when there is nothing. */
export function ownerText({ claim }: OwnedField, { id, claims }: Principal): string | undefined {
  const value = claim === undefined ? id : Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
