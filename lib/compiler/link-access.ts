import { defineReferences } from '../policy/permit-references.js';
import { compileFieldRights } from '../policy/field-rights.compiler.js';
import { defineActionRule } from '../policy/permit-action.js';
import { definePolicy, type ResourcePolicy } from '../policy/resource-policy.js';
import { compileRule, ownedTest, type RuleTerms } from '../policy/rule.compiler.js';
import { ALWAYS, every, type RuleTest } from '../policy/verdict.js';
import { ACCESS_ACTIONS, type AccessAction } from '../resource/access-rule.js';
import type { Resource } from '../resource/resource.js';
import type { Report } from './draft.js';
import { referencesOf } from './link-references.js';
import type { PendingLinks } from './pending-links.js';
import { developerSight, ruleTerms } from './rule-terms.js';

/**
 * Makes the access rules of every resource into questions to ask of a principal: the last step of the boot walk, since
 * rules may speak of the rows of other resources.
 */
export function linkAccess(pending: readonly PendingLinks[], reportFor: (resource: Resource) => Report): void {
  const sight = developerSight(pending);
  const rightsOf = compileFieldRights(pending.map(({ resource }) => resource.access));
  const known = new Map(pending.map((links) => [links.resource, links]));
  const restricted = new Map<string, ResourcePolicy>();
  for (const links of pending) {
    const terms = ruleTerms(links, known, sight, reportFor(links.resource));
    const policy: ResourcePolicy = Object.freeze({ ...compileRules(links.resource, terms), rightsOf, restricted });
    definePolicy(links.resource, policy);
    for (const action of links.resource.actions.values()) {
      if (action.access === undefined) continue;
      defineActionRule(action, compileRule(action.access, `actions.${action.name}.access`, terms));
    }
    defineReferences(links.resource, referencesOf(links, pending));
    if (!policy.isOpen) restricted.set(links.resource.name, policy);
  }
}

function compileRules(
  { access }: Resource,
  terms: RuleTerms,
): Pick<ResourcePolicy, 'rules' | 'scope' | 'isOpen' | 'owned'> {
  // A rule that stands for several actions is compiled, and its mistakes are told, once.
  const tests = new Map<unknown, RuleTest>();
  const testOf = (action: AccessAction): RuleTest => {
    const rule = access.rules[action];
    const test = tests.get(rule) ?? compileRule(rule, access.places[action], terms);
    tests.set(rule, test);
    return test;
  };
  const rules = Object.fromEntries(ACCESS_ACTIONS.map((action) => [action, testOf(action)])) as ResourcePolicy['rules'];
  const scopes = [
    ...(access.scope === undefined ? [] : [compileRule(access.scope, 'scope', terms)]),
    ...(access.tenant === undefined ? [] : [ownedTest(access.tenant)]),
  ];
  return {
    rules,
    scope: scopes.length === 0 ? ALWAYS : (principal) => every(scopes.map((test) => test(principal))),
    isOpen: scopes.length === 0 && rules.read === ALWAYS,
    owned: access.owned,
  };
}
