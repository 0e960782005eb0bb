import type { Principal } from '../common/principal.js';
import type { PermittedQuery, PermittedWrite } from '../query/permitted-query.js';
import type { ItemQuestion } from '../query/question.js';
import { allOf } from '../query/search-condition.js';
import type { Action } from '../resource/action.js';
import type { Resource } from '../resource/resource.js';
import { forbidden } from './forbidden.error.js';
import { policyOf, verdictOn } from './resource-policy.js';
import { every, ruleOf, type RuleTest } from './verdict.js';

const rules = new WeakMap<Action, RuleTest>();

/** Says what the own rule of an action comes to; done again at each start that its resource takes part in. */
export function defineActionRule(action: Action, rule: RuleTest): void {
  rules.set(action, rule);
}

/**
 * Whether there can be a row with which the principal may do so; of a collection, whether it may do so with every row
 * that it can see at all, since nothing would look at single ones.
 */
export function mayEverAct(resource: Resource, action: Action, principal: Principal): boolean {
  const policy = policyOf(resource);
  const verdict = actionRule(resource, action)(principal);
  if (action.scope === 'collection') return verdict === true && policy.scope(principal) !== false;
  return every([verdictOn(policy, principal, ['read']), verdict]) !== false;
}

/**
 * Narrows the question about an item that may be seen to what the action may be done with.
 *
 * @throws LightApiError LA600 (401) or LA700 (403) when the principal may do so with no row
 */
export function permitAction(resource: Resource, action: Action, query: PermittedQuery<ItemQuestion>): PermittedWrite {
  const verdict = actionRule(resource, action)(query.principal);
  if (verdict === false) throw forbidden(query.principal);
  const filter = verdict === true ? query.filter : allOf(query.filter, ruleOf(verdict));
  return { ...query, filter } as PermittedWrite;
}

/** Its own, else that of the operation that it follows. */
export function actionRule(resource: Resource, action: Action): RuleTest {
  return rules.get(action) ?? policyOf(resource).rules[action.follows];
}
