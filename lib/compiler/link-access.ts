import { definePolicy, type ResourcePolicy } from '../policy/resource-policy.js';
import { compileRule, ownedTest, type RuleTerms } from '../policy/rule.compiler.js';
import { ALWAYS, every, type RuleTest } from '../policy/verdict.js';
import { supportedOperators } from '../query/operator-table.js';
import { vocabularyOf, type Sight } from '../query/vocabulary.js';
import { ACCESS_ACTIONS, type AccessAction } from '../resource/access-rule.js';
import type { Resource } from '../resource/resource.js';
import type { Report } from './draft.js';
import { follow } from './link-search.js';
import type { PendingLinks } from './pending-links.js';
import { relatedField } from './related-field.js';

/**
 * Makes the access rules of every resource into questions to ask of a principal: the last step of the boot walk, since
 * rules may speak of the rows of other resources.
 */
export function linkAccess(pending: readonly PendingLinks[], reportFor: (resource: Resource) => Report): void {
  const sight = developerSight(pending);
  const restricted = new Map<string, ResourcePolicy>();
  for (const links of pending) {
    const policy = policyFor(links, pending, sight, restricted, reportFor(links.resource));
    definePolicy(links.resource, policy);
    if (!policy.isOpen) restricted.set(links.resource.name, policy);
  }
}

/** Rules are written by developers, who know every column and every declared relation. */
function developerSight(pending: readonly PendingLinks[]): Sight {
  const columns = new Map(pending.map((links) => [links.resource, [...links.columns.values()]]));
  return {
    fieldsOf: (resource) => columns.get(resource) ?? resource.fields,
    operatorsOf: supportedOperators,
    mayFollow: () => true,
  };
}

function policyFor(
  links: PendingLinks,
  pending: readonly PendingLinks[],
  sight: Sight,
  restricted: ReadonlyMap<string, ResourcePolicy>,
  report: Report,
): ResourcePolicy {
  const { resource } = links;
  const { access } = resource;
  const terms = termsOf(links, pending, sight, report);
  // A rule that stands for several actions is compiled, and its mistakes are told, once.
  const tests = new Map<unknown, RuleTest>();
  const testOf = (action: AccessAction): RuleTest => {
    const rule = access.rules[action];
    const place = Object.values(access.rules).every((other) => other === rule) ? 'access' : `access.${action}`;
    const test = tests.get(rule) ?? compileRule(rule, place, terms);
    tests.set(rule, test);
    return test;
  };
  const rules = Object.fromEntries(ACCESS_ACTIONS.map((action) => [action, testOf(action)])) as ResourcePolicy['rules'];
  const scopes = [
    ...(access.scope === undefined ? [] : [compileRule(access.scope, 'scope', terms)]),
    ...(access.tenant === undefined ? [] : [ownedTest(access.tenant)]),
  ];
  return Object.freeze({
    rules,
    scope: scopes.length === 0 ? ALWAYS : (principal) => every(scopes.map((test) => test(principal))),
    isOpen: scopes.length === 0 && rules.read === ALWAYS,
    owned: access.owned,
    restricted,
  });
}

function termsOf(
  { resource, columns }: PendingLinks,
  pending: readonly PendingLinks[],
  sight: Sight,
  report: Report,
): RuleTerms {
  const linksOf = (owner: Resource): PendingLinks => pending.find((links) => links.resource === owner)!;
  return {
    vocabulary: vocabularyOf(resource, sight),
    ownerOf(path, place) {
      const own = columns.get(path);
      if (own !== undefined) return { field: own, via: [] };
      const { via, owner, rest } = follow(resource, path);
      const many = via.find(({ kind }) => kind === 'many');
      if (many !== undefined) {
        report({ code: 'LA041', message: `${place} leads through "${many.name}", which leads to many rows.` });
        return undefined;
      }
      const field = relatedField(linksOf(owner), rest, `${place} "${path}"`, report, 'everything');
      return field && { field, via };
    },
    report: (place, detail) => report({ code: 'LA041', message: `${place}: ${detail}` }),
  };
}
