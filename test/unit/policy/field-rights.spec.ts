import { describe, expect, it } from 'vitest';
import { JsonText } from '../../../lib/common/json-text.js';
import { ANONYMOUS, type Principal } from '../../../lib/common/principal.js';
import { compileFieldRights } from '../../../lib/policy/field-rights.compiler.js';
import { readablePart, readableRow } from '../../../lib/policy/field-rights.js';
import { definePolicy, policyOf } from '../../../lib/policy/resource-policy.js';
import { and, authenticated, not, or, role, type FieldRules } from '../../../lib/resource/access-rule.js';
import { ALL_RIGHTS, type FieldRights } from '../../../lib/resource/field-rights.js';
import type { Field } from '../../../lib/resource/field.js';
import { OPEN_ACCESS } from '../../open-policy.js';
import { makeField, makeResource, PRICE, TITLE } from '../query/resource.fixture.js';

function somebody(...roles: readonly string[]): Principal {
  return { id: '1', roles, claims: {} };
}

function rightsFor(...rules: readonly (readonly [Field, FieldRules])[]): (principal: Principal) => FieldRights {
  return compileFieldRights([{ ...OPEN_ACCESS, fields: new Map(rules) }]);
}

const PAGES = makeField({ name: 'pages', type: 'int' });

describe('the rights of callers', () => {
  it('are one object where no field has rules, or all of them are met', () => {
    expect(compileFieldRights([OPEN_ACCESS, OPEN_ACCESS])(ANONYMOUS)).toBe(ALL_RIGHTS);
    const rightsOf = rightsFor([PRICE, { readable: role('hr'), writable: authenticated() }]);
    expect(rightsOf(somebody('hr'))).toBe(ALL_RIGHTS);
  });

  it('are the same object for callers for whom the rules come to the same', () => {
    const rightsOf = rightsFor([PRICE, { readable: role('hr') }], [TITLE, { writable: role('boss') }]);
    expect(rightsOf(somebody('a'))).toBe(rightsOf(somebody('b', 'c')));
    expect(rightsOf(somebody('a'))).toBe(rightsOf(ANONYMOUS));
    expect(rightsOf(somebody('hr'))).not.toBe(rightsOf(ANONYMOUS));
    expect(rightsOf(ANONYMOUS)).toEqual({ unreadable: new Set([PRICE]), unwritable: new Set([TITLE]) });
    expect(rightsOf(somebody('hr'))).toEqual({ unreadable: new Set(), unwritable: new Set([TITLE]) });
    expect(rightsOf(somebody('boss'))).toEqual({ unreadable: new Set([PRICE]), unwritable: new Set() });
  });

  it.each([
    [{ role: 'hr' }, somebody('hr'), somebody('h')],
    [role('a', 'hr'), somebody('b', 'hr'), ANONYMOUS],
    [authenticated(), somebody(), ANONYMOUS],
    [and(authenticated(), role('hr')), somebody('hr'), somebody()],
    [or(role('x'), role('hr')), somebody('hr'), somebody('y')],
    [not(role('guest')), somebody('hr'), somebody('guest')],
    [and('public', not('nobody')), ANONYMOUS, undefined],
    [or('nobody', 'nobody'), undefined, somebody('hr')],
  ] as const)('follow the rule %j', (readable, who, whoNot) => {
    const rightsOf = rightsFor([PRICE, { readable }]);
    if (who !== undefined) expect(rightsOf(who).unreadable.has(PRICE)).toBe(false);
    if (whoNot !== undefined) expect(rightsOf(whoNot).unreadable.has(PRICE)).toBe(true);
  });

  it('join the fields of all resources, also those under one rule', () => {
    const rightsOf = compileFieldRights([
      { ...OPEN_ACCESS, fields: new Map([[PRICE, { readable: role('hr') }]]) },
      { ...OPEN_ACCESS, fields: new Map([[PAGES, { readable: role('hr'), writable: role('hr') }]]) },
    ]);
    expect(rightsOf(ANONYMOUS)).toEqual({ unreadable: new Set([PRICE, PAGES]), unwritable: new Set([PAGES]) });
  });

  it('are forgotten, and made again, past a hundred kinds of callers', () => {
    const fields = Array.from({ length: 8 }, (_, index) => makeField({ name: `f${index}`, type: 'int' }));
    const rightsOf = rightsFor(...fields.map((field, index) => [field, { readable: role(`r${index}`) }] as const));
    const kinds = Array.from({ length: 150 }, (_, kind) =>
      somebody(...fields.flatMap((_field, index) => ((kind >> index) & 1 ? `r${index}` : []))),
    );
    const first = rightsOf(kinds[0]!);
    for (const kind of kinds) expect(rightsOf(kind).unreadable.size).toBe(8 - kind.roles.length);
    expect(rightsOf(kinds[0]!)).not.toBe(first);
    expect(rightsOf(kinds[0]!)).toEqual(first);
  });
});

describe('what a caller may read', () => {
  const CITY = makeField({ name: 'address.city', type: 'string' });
  const ZIP = makeField({ name: 'address.zip', type: 'string' });
  const book = (unreadable: readonly Field[]) => {
    const resource = makeResource({ fields: [PAGES, TITLE, PRICE, CITY, ZIP], key: [PAGES] });
    const rights = { unreadable: new Set(unreadable), unwritable: new Set<Field>() };
    definePolicy(resource, { ...policyOf(resource), rightsOf: () => rights });
    return { resource, rights };
  };
  const row = new JsonText(
    '{"pages":12345678901234567890,"title":"a \\"b\\\\\\", {","price":[{"x":"]}"},1.50],"address":{"city":"Łem","zip":"1"},"annual":7}',
  );

  it('is the stored row itself where it may read all of it', () => {
    expect(readableRow(book([]).resource, row, ANONYMOUS)).toBe(row);
    const { resource } = book([makeField({ name: 'other', type: 'int' })]);
    expect(readableRow(resource, row, ANONYMOUS)).toBe(row);
  });

  it('is cut out of the row as it stands, with what is computed', () => {
    const text = (...unreadable: readonly Field[]): string =>
      readableRow(book(unreadable).resource, row, ANONYMOUS).text;
    expect(text(PRICE)).toBe(
      '{"pages":12345678901234567890,"title":"a \\"b\\\\\\", {","address":{"city":"Łem","zip":"1"}}',
    );
    expect(text(ZIP)).toBe(
      '{"pages":12345678901234567890,"title":"a \\"b\\\\\\", {","price":[{"x":"]}"},1.50],"address":{"city":"Łem"}}',
    );
    expect(text(CITY, ZIP, TITLE, PRICE)).toBe('{"pages":12345678901234567890}');
    expect(text(PAGES, CITY, ZIP, TITLE, PRICE)).toBe('{}');
  });

  it('is left of a question that somebody else has asked', () => {
    const { resource, rights } = book([PRICE]);
    const { read, list } = resource.representation;
    const part = (fields: readonly Field[]) => readablePart(resource, { fields, includes: [] }, rights).fields;
    expect(part([PRICE, TITLE])).toEqual([TITLE]);
    expect(part(read)).toBe(part(read));
    expect(part(list)).not.toContain(PRICE);
    const untouched = [TITLE];
    expect(part(untouched)).toBe(untouched);
  });

  it('leaves out related rows that rest on what it may not read', () => {
    const { resource, rights } = book([PRICE]);
    const include = (relation: object) =>
      ({ relation: { target: resource, ...relation }, fields: [PRICE, TITLE], includes: [] }) as never;
    const { includes } = readablePart(
      resource,
      { fields: [TITLE], includes: [include({ foreignKey: [PRICE] }), include({ foreignKey: [TITLE] })] },
      rights,
    );
    expect(includes).toMatchObject([{ fields: [TITLE] }]);
  });
});
