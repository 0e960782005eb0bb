import { expect, it, vi } from 'vitest';
import { mayEver } from '../../../lib/policy/may-ever.js';
import { permitList } from '../../../lib/policy/permit.js';
import { listQuestion } from '../../../lib/query/plain-questions.js';
import type { AccessFunction } from '../../../lib/resource/access-rule.js';
import { conditionText } from '../query/condition-text.js';
import { Bottle, compiled, Crate, principal } from './compiled.js';

it('asks a rule that stands for several actions once, and puts it into the question once', () => {
  const rule = vi.fn<AccessFunction>(() => ({ year: { gte: 1990 } }));
  const { Bottle: bottle } = compiled([{ entity: Bottle, access: rule }, Crate]);
  const ann = principal('1');
  expect(mayEver(bottle!, 'list', ann)).toBe(true);
  expect(rule).toHaveBeenCalledTimes(1);
  const { filter } = permitList(bottle!, listQuestion(bottle!, {}), ann);
  expect(rule).toHaveBeenCalledTimes(2);
  expect(conditionText(filter!)).toBe('rule(year gte 1990)');
});

it('puts a rule for lists beside that for reading', () => {
  const access = { read: { where: { year: { gte: 1990 } } }, list: { owner: 'userId' } };
  const { Bottle: bottle } = compiled([{ entity: Bottle, access }, Crate]);
  const { filter } = permitList(bottle!, listQuestion(bottle!, {}), principal('1'));
  expect(conditionText(filter!)).toBe('rule(and(year gte 1990, userId eq 1))');
});
