import { expect, it } from 'vitest';
import { conditionOf, every, opposite, ruleOf, some, type Verdict } from '../../../lib/policy/verdict.js';
import { conditionText } from '../query/condition-text.js';
import { PRICE, TITLE } from '../query/resource.fixture.js';

const A: Verdict = { kind: 'comparison', field: TITLE, operator: 'eq', value: 'a' };
const B: Verdict = { kind: 'comparison', field: PRICE, operator: 'gt', value: 1 };

function text(verdict: Verdict): string {
  return typeof verdict === 'boolean' ? String(verdict) : conditionText(verdict);
}

it.each([
  [[], 'true', 'false'],
  [[true], 'true', 'true'],
  [[false], 'false', 'false'],
  [[A], 'title eq a', 'title eq a'],
  [[true, A], 'title eq a', 'true'],
  [[false, A], 'false', 'title eq a'],
  [[A, B], 'and(title eq a, price gt 1)', 'or(title eq a, price gt 1)'],
  [[A, true, B, false], 'false', 'true'],
] as [Verdict[], string, string][])('joins %j', (verdicts, all, any) => {
  expect([text(every(verdicts)), text(some(verdicts))]).toEqual([all, any]);
});

it('turns a verdict into its opposite', () => {
  expect([true, false, A].map((verdict) => text(opposite(verdict as Verdict)))).toEqual([
    'false',
    'true',
    'not(title eq a)',
  ]);
});

it('is a condition for some rows only, and sees all related rows as part of a question', () => {
  expect([conditionOf(true), conditionOf(A)]).toEqual([undefined, A]);
  expect([ruleOf(true), conditionText(ruleOf(A))]).toEqual([undefined, 'rule(title eq a)']);
});
