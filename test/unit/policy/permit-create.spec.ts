import { describe, expect, it } from 'vitest';
import { ANONYMOUS, type Principal } from '../../../lib/common/principal.js';
import { LightApiError } from '../../../lib/common/light-api.error.js';
import { permitCreates } from '../../../lib/policy/permit-create.js';
import type { Payload } from '../../../lib/resource/payload.js';
import { and, authenticated, or, owner, role, where, type AccessRule } from '../../../lib/resource/access-rule.js';
import { conditionText } from '../query/condition-text.js';
import { Bottle, compiled, Crate, principal } from './compiled.js';

const ANN = principal('7', { claims: { tenantId: 3 } });

/** One new row: what is set, what is left to check, and whether it may be read. */
function create(access: unknown, payload: Payload, who: Principal, more: object = {}, tenancy?: { field: string }) {
  const { Crate: crates } = compiled(
    [
      { entity: Crate, access, relations: { bottles: { write: 'create' } }, ...more },
      { entity: Bottle, relations: ['crate'], tenancy: false },
    ],
    tenancy,
  );
  const [row] = permitCreates(crates!, [payload], who).rows;
  const { isReadable } = row!;
  return {
    payload: { ...row!.payload },
    check: conditionText(row!.check),
    isReadable: typeof isReadable === 'boolean' ? isReadable : conditionText(isReadable),
  };
}

function refusal(ask: () => unknown): unknown {
  try {
    return ask();
  } catch (error) {
    return error instanceof LightApiError
      ? [error.status, error.code, error.errors.map(({ pointer }) => pointer)]
      : error;
  }
}

describe('the owner', () => {
  it('is set from the caller, and is certain then', () => {
    expect(create(owner('userId'), { label: 'x' }, ANN)).toEqual({
      payload: { label: 'x', userId: 7 },
      check: '',
      isReadable: true,
    });
  });

  it('is set though no rule for creating speaks of it', () => {
    const access = { read: owner('userId'), create: authenticated() };
    expect(create(access, {}, ANN)).toMatchObject({ payload: { userId: 7 }, isReadable: true });
  });

  it('is needed where the column is: 401 for who has no id, 403 for an id that the column cannot hold', () => {
    const access = { read: owner('userId'), create: 'public' };
    expect(refusal(() => create(access, {}, ANONYMOUS))).toEqual([401, 'LA600', []]);
    expect(refusal(() => create(access, {}, principal('ann')))).toEqual([403, 'LA700', []]);
  });

  it('stays away where the column may be null', () => {
    const access = { read: owner('tenantId'), create: 'public' };
    const made = create(access, {}, ANONYMOUS);
    expect([made.payload['tenantId'], made.isReadable]).toEqual([undefined, false]);
  });

  it('is who a body names, where one may, and is looked at', () => {
    const access = owner('userId');
    const more = { fields: { userId: { writable: role('editor') } } };
    const edith = principal('7', { roles: ['editor'] });
    expect(create(access, { userId: 9 }, edith, more)).toMatchObject({ payload: { userId: 9 }, check: 'userId eq 7' });
    expect(create(access, { userId: 7 }, edith, more)).toMatchObject({ payload: { userId: 7 }, check: '' });
    expect(create(access, {}, edith, more)).toMatchObject({ payload: { userId: 7 }, check: '' });
    expect(create(access, { userId: 9 }, ANN, more)).toMatchObject({ payload: { userId: 7 }, check: '' });
    const open = { read: access, create: role('editor') };
    const chief = principal('chief', { roles: ['editor'] });
    expect(create(open, { userId: 9 }, chief, more).payload).toEqual({ userId: 9 });
    expect(refusal(() => create(open, {}, chief, more))).toEqual([403, 'LA700', []]);
  });

  it('is not set where the database makes the column', () => {
    const access = { read: owner('id'), create: 'public' };
    expect(create(access, { userId: 1 }, ANN)).toMatchObject({ payload: { userId: 1 }, isReadable: 'id eq 7' });
    expect(create(access, { userId: 1 }, ANONYMOUS)).toMatchObject({ payload: { userId: 1 }, isReadable: false });
    expect(create(owner('id'), { userId: 1 }, ANN)).toMatchObject({ payload: { userId: 1 }, check: 'id eq 7' });
  });

  it('is the tenant by a claim', () => {
    const tenancy = { field: 'tenantId' };
    expect(create('public', {}, ANN, {}, tenancy)).toMatchObject({ payload: { tenantId: 3 }, check: '' });
    expect(refusal(() => create('public', {}, principal('7'), {}, tenancy))).toEqual([403, 'LA700', []]);
    expect(refusal(() => create('public', {}, ANONYMOUS, {}, tenancy))).toEqual([401, 'LA600', []]);
  });
});

describe('a rule', () => {
  const old = where({ label: { eq: 'old' } });

  it.each<[AccessRule, string]>([
    ['public', ''],
    [old, 'label eq old'],
    [and(owner('userId'), old), 'and(userId eq 7, label eq old)'],
    [or(owner('userId'), old), ''],
    [or(and(owner('userId'), owner('tenantId')), old), ''],
    [and(owner('userId'), owner('tenantId')), ''],
    [{ not: owner('userId') }, 'not(userId eq 7)'],
  ])('leaves of %j what is not certain', (rule, check) => {
    expect(create({ create: rule, read: 'public' }, {}, ANN).check).toBe(check);
  });

  it('is not taken for met by a comparison of another kind', () => {
    const access = { create: where({ userId: { ne: 7 } }), read: owner('userId') };
    expect(create(access, {}, ANN).check).toBe('userId ne 7');
  });

  it('for reading says whether the row may be shown', () => {
    const shown = (read: AccessRule, rule: AccessRule = 'public'): unknown =>
      create({ create: rule, read }, { userId: 1 }, ANN).isReadable;
    expect(shown('public')).toBe(true);
    expect(shown('nobody')).toBe(false);
    expect(shown(old)).toBe('label eq old');
    expect(shown(old, old)).toBe(true);
  });
});

describe('new rows for a relation', () => {
  function nested(access: unknown, creates: readonly Payload[], who = ANN, more: object = {}) {
    const { Crate: crates } = compiled([
      { entity: Crate, access: 'public', relations: { bottles: { write: 'create' } } },
      { entity: Bottle, access, relations: ['crate'], ...more },
    ]);
    const positions = { links: [], creates: creates.map((_, index) => index) };
    const bottles = { links: [], creates, positions };
    const [row] = permitCreates(crates!, [{ label: 'x', userId: 1, bottles }], who, ['/2']).rows;
    return {
      bottles: (row!.payload['bottles'] as typeof bottles).creates.map((bottle) => ({ ...bottle })),
      checks: row!.related.map(({ condition, pointer }) => `${pointer} ${conditionText(condition)}`),
    };
  }

  it('get an owner of their own', () => {
    expect(nested(owner('userId'), [{ name: 'a' }, { name: 'b' }])).toEqual({
      bottles: [
        { name: 'a', userId: 7 },
        { name: 'b', userId: 7 },
      ],
      checks: [],
    });
  });

  it('are looked at once they are stored, where the rule needs it', () => {
    const access = { create: where({ year: { gt: 1990 } }), read: owner('userId') };
    expect(nested(access, [{ name: 'a' }]).checks).toEqual(['/2/bottles bottles.every(or(year gt 1990))']);
  });

  it('are refused with a pointer to each where nobody may create them', () => {
    expect(refusal(() => nested('nobody', [{}, {}]))).toEqual([403, 'LA700', ['/2/bottles/0', '/2/bottles/1']]);
    expect(refusal(() => nested(role('editor'), [{}], ANONYMOUS))).toEqual([401, 'LA600', ['/2/bottles/0']]);
  });

  it('have the row that brings them for an owner where that is the column', () => {
    const { bottles, checks } = nested(owner('crateId'), [{ name: 'a' }]);
    expect(bottles).toEqual([{ name: 'a' }]);
    expect(checks).toEqual(['/2/bottles bottles.every(or(crateId eq 7))']);
  });
});
