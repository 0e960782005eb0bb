import type { Principal } from '../common/principal.js';
import type { Condition } from '../query/question.js';

/** What a rule says to a principal: all rows, none, or those that meet a condition. */
export type Verdict = boolean | Condition;

/** A rule, ready to be asked. */
export type RuleTest = (principal: Principal) => Verdict;

export const ALWAYS: RuleTest = () => true;

/** What all of the verdicts allow. */
export function every(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(false)) return false;
  const conditions = verdicts.filter(isCondition);
  if (conditions.length === 0) return true;
  return conditions.length === 1 ? conditions[0]! : { kind: 'and', conditions };
}

/** What at least one of the verdicts allows. */
export function some(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(true)) return true;
  const conditions = verdicts.filter(isCondition);
  if (conditions.length === 0) return false;
  return conditions.length === 1 ? conditions[0]! : { kind: 'or', conditions };
}

/** What the verdict does not allow. */
export function opposite(verdict: Verdict): Verdict {
  return typeof verdict === 'boolean' ? !verdict : { kind: 'not', condition: verdict };
}

/** The condition of a verdict that is not `false`; `undefined` for all rows. */
export function conditionOf(verdict: Exclude<Verdict, false>): Condition | undefined {
  return verdict === true ? undefined : verdict;
}

/** The same as part of a question. */
export function ruleOf(verdict: Exclude<Verdict, false>): Condition | undefined {
  return verdict === true ? undefined : { kind: 'rule', condition: verdict };
}

function isCondition(verdict: Verdict): verdict is Condition {
  return typeof verdict !== 'boolean';
}
