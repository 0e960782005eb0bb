import { nearestName } from '../../common/nearest-name.js';
import { ACCESS_ACTIONS, type AccessAction, type AccessRule, type AccessRules } from '../../resource/access-rule.js';
import type { OwnedField, ResourceAccess } from '../../resource/resource-access.js';
import type { FieldDraft, ResourceDraft } from '../draft.js';
import { isAccessRule, checkAccessRule } from '../rules/access-rule.rule.js';
import { namedField } from './named-field.js';

type Rules = Record<AccessAction, AccessRule>;

/** The action whose rule stands in for one that has none, unless a rule for `write` comes first. */
const FOLLOWED: Readonly<Partial<Record<AccessAction, AccessAction>>> = {
  list: 'read',
  replace: 'update',
  restore: 'remove',
  deleted: 'remove',
};

/** Actions that a rule for `write` is about. Who may ask for deleted rows is who may delete. */
const WRITES: readonly AccessAction[] = ['create', 'replace', 'update', 'remove', 'restore', 'deleted'];

/** Who may do what: reads the options and takes the fields that rules set out of bodies. */
export function rulesStage(draft: ResourceDraft): ResourceAccess {
  const { declaration, context, defaults } = draft;
  const given: unknown = declaration.access ?? context.access ?? defaults.access;
  const place = declaration.access === undefined && context.access === undefined ? 'defaults.access' : 'access';
  const rules = rulesOf(given, place, draft);
  const { scope } = declaration;
  if (scope !== undefined) checkAccessRule(scope, 'scope', draft.report);
  const tenant = tenantOf(draft);
  const owned = [...ownersOf([...Object.values(rules), scope], draft), ...(tenant === undefined ? [] : [tenant])];
  for (const { field } of owned) {
    const column = field as FieldDraft;
    column.creatable = false;
    column.updatable = false;
    column.optional = true;
  }
  return Object.freeze({ isDeclared: given !== undefined, rules: Object.freeze(rules), scope, tenant, owned });
}

function rulesOf(given: unknown, place: string, { report }: ResourceDraft): Rules {
  if (given === undefined) return everywhere('public');
  if (isAccessRule(given)) {
    checkAccessRule(given, place, report);
    return everywhere(given);
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    report({
      code: 'LA041',
      message: `${place} is no access rule.`,
      allowed: ['public', 'authenticated', 'nobody'],
      fix: `write role('admin'), owner('userId'), or rules by operation: { read: 'public', write: role('admin') }`,
    });
    return everywhere('nobody');
  }
  return byAction(given as AccessRules, place, report);
}

function byAction(given: AccessRules, place: string, report: ResourceDraft['report']): Rules {
  const names: readonly string[] = [...ACCESS_ACTIONS, 'write'];
  for (const [name, rule] of Object.entries(given)) {
    if (names.includes(name)) checkAccessRule(rule, `${place}.${name}`, report);
    else {
      const nearest = nearestName(name, names);
      const shown = nearest === undefined ? undefined : `${place}.${nearest}`;
      report({
        code: 'LA010',
        message: `${place}.${name} is not an option.`,
        nearest: shown,
        ...(shown === undefined && { allowed: names }),
      });
    }
  }
  const rules = everywhere('nobody');
  for (const action of ACCESS_ACTIONS) {
    const own = given[action] ?? (WRITES.includes(action) ? given.write : undefined);
    const followed = FOLLOWED[action];
    rules[action] = own ?? (followed === undefined ? undefined : given[followed]) ?? 'nobody';
  }
  // More exact than `write`: what an action follows has a rule of its own.
  for (const [action, followed] of Object.entries(FOLLOWED) as [AccessAction, AccessAction][]) {
    if (given[action] === undefined && given[followed] !== undefined) rules[action] = given[followed];
  }
  return rules;
}

function everywhere(rule: AccessRule): Rules {
  return Object.fromEntries(ACCESS_ACTIONS.map((action) => [action, rule])) as Rules;
}

function tenantOf(draft: ResourceDraft): OwnedField | undefined {
  const { tenancy } = draft.context;
  if (tenancy === undefined || draft.declaration.tenancy === false) return undefined;
  const field = draft.fields.get(tenancy.field);
  if (field !== undefined) return { field, claim: tenancy.claim ?? tenancy.field };
  draft.report({
    code: 'LA043',
    message: `the entity has no field "${tenancy.field}", so its rows belong to no tenant.`,
    fix: `add the column, or say that the rows are for every tenant: tenancy: false`,
  });
  return undefined;
}

/** Fields of the row itself that rules compare with the caller. */
function ownersOf(rules: readonly (AccessRule | undefined)[], draft: ResourceDraft): OwnedField[] {
  const names = new Set(rules.flatMap((rule) => (rule === undefined ? [] : ownerNames(rule))));
  return [...names]
    .filter((name) => draft.fields.has(name) || !name.includes('.'))
    .flatMap((name) => namedField(draft, name, 'owner').map((field) => ({ field, claim: undefined })));
}

function ownerNames(rule: AccessRule): readonly string[] {
  if (typeof rule !== 'object' || rule === null) return [];
  if ('owner' in rule) return typeof rule.owner === 'string' ? [rule.owner] : [];
  if ('and' in rule) return Array.isArray(rule.and) ? rule.and.flatMap(ownerNames) : [];
  if ('or' in rule) return Array.isArray(rule.or) ? rule.or.flatMap(ownerNames) : [];
  return 'not' in rule ? ownerNames(rule.not) : [];
}
