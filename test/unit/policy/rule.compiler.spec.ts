import { describe, expect, it } from 'vitest';
import { ANONYMOUS, type Principal } from '../../../lib/common/principal.js';
import { LightApiError } from '../../../lib/common/light-api.error.js';
import { permitItem, permitList, readableRows, visibilityFor } from '../../../lib/policy/permit.js';
import { itemQuestion, listQuestion } from '../../../lib/query/plain-questions.js';
import { and, authenticated, not, or, owner, role, where, type AccessRule } from '../../../lib/resource/access-rule.js';
import { conditionText } from '../query/condition-text.js';
import { Bottle, compiled, Crate, principal } from './compiled.js';

const ANN = principal('7');
const EDITH = principal('8', { roles: ['editor', 'reader'] });

/** What the rule says to a principal about the rows of bottles. */
function says(access: AccessRule | object, who: Principal): string {
  const { Bottle: bottles } = compiled([
    { entity: Bottle, access, relations: { crate: { filter: false } } },
    { entity: Crate, operations: ['read'], relations: { bottles: { filter: false } }, fields: { userId: 'hidden' } },
  ]);
  const verdict = readableRows(bottles!, who);
  return typeof verdict === 'boolean' ? String(verdict) : conditionText(verdict);
}

it.each([
  ['public', 'true', 'true', 'true'],
  [authenticated(), 'false', 'true', 'true'],
  ['nobody', 'false', 'false', 'false'],
  [role('editor'), 'false', 'false', 'true'],
  [role('admin', 'reader'), 'false', 'false', 'true'],
  [{ role: 'editor' }, 'false', 'false', 'true'],
  [owner('userId'), 'false', 'userId eq 7', 'userId eq 8'],
  [owner('crate.userId'), 'false', 'crate.one(userId eq 7)', 'crate.one(userId eq 8)'],
  [where({ year: { gt: 1990 } }), 'year gt 1990', 'year gt 1990', 'year gt 1990'],
  [where({ crate: { some: { userId: { eq: 1 } } } }), ...three('crate.some(userId eq 1)')],
  [and(role('editor'), owner('userId')), 'false', 'false', 'userId eq 8'],
  [or(role('editor'), owner('userId')), 'false', 'userId eq 7', 'true'],
  [not(role('editor')), 'true', 'true', 'false'],
  [not(owner('userId')), 'true', 'not(userId eq 7)', 'not(userId eq 8)'],
  [({ roles }: Principal) => roles.includes('editor'), 'false', 'false', 'true'],
  [({ id }: Principal) => id !== undefined && { name: { eq: id } }, 'false', 'name eq 7', 'name eq 8'],
] as [AccessRule, string, string, string][])('compiles %j', (rule, anonymous, ann, edith) => {
  expect([says(rule, ANONYMOUS), says(rule, ANN), says(rule, EDITH)]).toEqual([anonymous, ann, edith]);
});

function three(text: string): [string, string, string] {
  return [text, text, text];
}

describe('an owner', () => {
  it.each(['', 'x', '7.5', '7x', '99999999999', '1e3', ' 7', "7' OR 1=1"])(
    'with the id %j owns no row of numbers',
    (id) => {
      expect(says(owner('userId'), principal(id))).toBe('false');
    },
  );

  it('is not the one whose rows are nobody’s', () => {
    expect(says(owner('userId'), ANONYMOUS)).toBe('false');
    expect(says(owner('userId'), principal('null'))).toBe('false');
  });
});

describe('a function', () => {
  it.each<[unknown]>([
    [{ nme: { eq: 'x' } }],
    [{ year: { eq: 'old' } }],
    [{ year: undefined }],
    [{ year: { eq: undefined } }],
    [{ year: { eq: Number.NaN } }],
    [{ and: 1 }],
    [null],
    [undefined],
    ['true'],
    [1],
    [[]],
  ])('that answers with %j lets nobody in', (answer) => {
    expect(() => says((() => answer) as never, ANN)).toThrow(TypeError);
  });
});

describe('a question', () => {
  const { Bottle: bottles, Crate: crates } = compiled([
    { entity: Bottle, access: { read: owner('userId'), list: role('editor') }, relations: ['crate'] },
    { entity: Crate, access: 'public', scope: where({ label: { ne: 'x' } }), relations: ['bottles'] },
  ]) as Record<'Bottle' | 'Crate', NonNullable<ReturnType<typeof compiled>[string]>>;

  function refusal(ask: () => unknown): unknown {
    try {
      return ask();
    } catch (error) {
      return (error as LightApiError).code;
    }
  }

  it('about one row is narrowed by the rule for reading, about many by that for lists too', () => {
    expect(conditionText(permitItem(bottles, itemQuestion([1], []), ANN).filter)).toBe('rule(userId eq 7)');
    expect(conditionText(permitList(bottles, listQuestion(bottles), EDITH).filter)).toBe('rule(userId eq 8)');
    expect(refusal(() => permitList(bottles, listQuestion(bottles), ANN))).toBe('LA700');
    expect(refusal(() => permitList(bottles, listQuestion(bottles), ANONYMOUS))).toBe('LA600');
    expect(refusal(() => permitItem(bottles, itemQuestion([1], []), ANONYMOUS))).toBe('LA600');
  });

  it('keeps what the client asks, outside of the rule', () => {
    const filter = { kind: 'comparison', field: bottles.fieldByName.get('name')!, operator: 'eq', value: 'x' } as const;
    expect(conditionText(permitList(bottles, listQuestion(bottles, { filter }), EDITH).filter)).toBe(
      'and(name eq x, rule(userId eq 8))',
    );
  });

  it('knows what may be seen of every other resource', () => {
    const visibility = visibilityFor(crates, ANN);
    expect([visibility.size, visibility.has('Bottle'), visibility.has('Crate')]).toEqual([2, true, true]);
    expect(conditionText(visibility.get('Bottle'))).toBe('userId eq 7');
    expect(conditionText(visibilityFor(crates, ANONYMOUS).get('Bottle'))).toBe('or()');
    expect(conditionText(visibility.get('Crate'))).toBe('label ne x');
    expect([visibility.has('Other'), visibility.get('Other')]).toEqual([false, undefined]);
  });
});
