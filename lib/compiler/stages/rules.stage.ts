import { nearestName } from '../../common/nearest-name.js';
import { ACCESS_ACTIONS, type AccessAction, type AccessRule, type AccessRules } from '../../resource/access-rule.js';
import type { OwnedField, ResourceAccess } from '../../resource/resource-access.js';
import type { FieldDraft, Report, ResourceDraft } from '../draft.js';
import { isAccessRule, checkAccessRule } from '../rules/access-rule.rule.js';
import { checkOwnerField } from '../rules/owner-field.rule.js';

/** The rule of an action, and where it was declared. */
interface PlacedRule {
  readonly rule: AccessRule;
  readonly place: string;
}

type PlacedRules = Record<AccessAction, PlacedRule>;

/** An option that says who may do what. */
interface AccessGiven {
  readonly value: unknown;
  readonly place: string;
}

/** The action whose rule stands in for one that has none, unless a rule for `write` comes first. */
const FOLLOWED: Readonly<Partial<Record<AccessAction, AccessAction>>> = {
  list: 'read',
  replace: 'update',
  restore: 'remove',
  deleted: 'remove',
};

/** Actions that a rule for `write` is about. Who may ask for deleted rows is who may delete. */
const WRITES: readonly AccessAction[] = ['create', 'replace', 'update', 'remove', 'restore', 'deleted'];

const NOBODY: AccessRule = 'nobody';

/** Who may do what: reads the options and takes the fields that rules set out of bodies. */
export function rulesStage(draft: ResourceDraft): ResourceAccess {
  const given = givenAccess(draft);
  const placed = placedRules(given, draft.report);
  const { scope } = draft.declaration;
  const isScope = scope === undefined || checkAccessRule(scope, 'scope', draft.report);
  const tenant = tenantOf(draft);
  const all = [...Object.values(placed), ...(scope !== undefined && isScope ? [{ rule: scope, place: 'scope' }] : [])];
  const owned = [...ownersOf(all, draft), ...(tenant === undefined ? [] : [tenant])];
  for (const { field } of owned) closeOwned(field as FieldDraft, draft);
  return Object.freeze({
    isDeclared: given.value !== undefined,
    rules: Object.freeze(mapActions((action) => placed[action].rule)),
    places: Object.freeze(mapActions((action) => placed[action].place)),
    scope,
    tenant,
    owned,
    fields: draft.fieldRules,
  });
}

/** The nearest place that says something wins, as a whole. */
function givenAccess({ declaration, context, defaults }: ResourceDraft): AccessGiven {
  if (declaration.access !== undefined) return { value: declaration.access, place: 'access' };
  if (context.access !== undefined) return { value: context.access, place: 'forFeature.access' };
  return { value: defaults.access, place: 'defaults.access' };
}

function placedRules({ value, place }: AccessGiven, report: Report): PlacedRules {
  const closed = mapActions((): PlacedRule => ({ rule: NOBODY, place }));
  if (value === undefined) return mapActions(() => ({ rule: 'public', place }));
  if (isAccessRule(value)) {
    return checkAccessRule(value, place, report) ? mapActions(() => ({ rule: value, place })) : closed;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    report({
      code: 'LA041',
      message: `${place} is no access rule.`,
      allowed: ['public', 'authenticated', 'nobody'],
      fix: `write role('admin'), owner('userId'), or rules by operation: { read: 'public', write: role('admin') }`,
    });
    return closed;
  }
  return byAction(value, place, report);
}

function byAction(given: AccessRules, place: string, report: Report): PlacedRules {
  const names: readonly string[] = [...ACCESS_ACTIONS, 'write'];
  const sound = new Map<string, PlacedRule>();
  for (const [name, rule] of Object.entries(given) as [string, unknown][]) {
    const at = `${place}.${name}`;
    if (!names.includes(name)) reportAction(name, place, names, report);
    else if (rule !== undefined && checkAccessRule(rule, at, report)) sound.set(name, { rule, place: at });
  }
  return mapActions((action) => {
    const followed = FOLLOWED[action];
    // What an action follows is more exact than `write`.
    const exact = sound.get(action) ?? (followed && sound.get(followed));
    return exact ?? (WRITES.includes(action) ? sound.get('write') : undefined) ?? { rule: NOBODY, place };
  });
}

function reportAction(name: string, place: string, names: readonly string[], report: Report): void {
  const nearest = nearestName(name, names);
  report({
    code: 'LA010',
    message: `${place}.${name} is not an option.`,
    nearest: nearest === undefined ? undefined : `${place}.${nearest}`,
    ...(nearest === undefined && { allowed: names }),
  });
}

function mapActions<Value>(valueOf: (action: AccessAction) => Value): Record<AccessAction, Value> {
  return Object.fromEntries(ACCESS_ACTIONS.map((action) => [action, valueOf(action)])) as Record<AccessAction, Value>;
}

function tenantOf(draft: ResourceDraft): OwnedField | undefined {
  const { tenancy } = draft.context;
  // What is no name was reported where it was written.
  if (typeof tenancy?.field !== 'string' || draft.declaration.tenancy === false) return undefined;
  const field = draft.fields.get(tenancy.field);
  if (field !== undefined) {
    checkOwnerField(field, `tenancy.field "${tenancy.field}"`, draft.report);
    return { field, claim: tenancy.claim ?? tenancy.field };
  }
  draft.report({
    code: 'LA043',
    message: `the entity has no field "${tenancy.field}", so its rows belong to no tenant.`,
    nearest: nearestName(tenancy.field, draft.fields.keys()),
    fix: `add the column, or say that the rows are for every tenant: tenancy: false`,
  });
  return undefined;
}

/** Fields of the row itself that rules compare with the caller; paths are followed when their ends are known. */
function ownersOf(rules: readonly PlacedRule[], draft: ResourceDraft): OwnedField[] {
  const places = new Map(rules.flatMap(({ rule, place }) => ownerNames(rule, place)));
  const fields = new Set<FieldDraft>();
  for (const [place, name] of places) {
    const field = draft.fields.get(name);
    if (field !== undefined) {
      if (checkOwnerField(field, `${place} "${name}"`, draft.report)) fields.add(field);
    } else if (!name.includes('.')) reportOwner(draft, place, name);
  }
  return [...fields].filter((field) => !isGenerated(field, draft)).map((field) => ({ field, claim: undefined }));
}

/** What the database makes, such as the key of a user who owns their own row, is not set from the caller. */
function isGenerated({ property }: FieldDraft, { metadata }: ResourceDraft): boolean {
  return metadata.findColumnWithPropertyPath(property)?.isGenerated === true;
}

function reportOwner({ fields, report }: ResourceDraft, place: string, name: string): void {
  const nearest = nearestName(name, fields.keys());
  const isShared = !place.startsWith('access.') && !place.startsWith('scope.');
  report({
    code: 'LA020',
    message: `${place} "${name}" is not a field.`,
    nearest,
    ...(nearest === undefined && { allowed: [...fields.keys()] }),
    ...(isShared && { fix: 'give this resource an access of its own, which goes before' }),
  });
}

/** What `owner` rules name, by the places where they do. */
function ownerNames(rule: AccessRule, place: string): readonly (readonly [place: string, name: string])[] {
  if (typeof rule !== 'object') return [];
  if ('owner' in rule) return [[`${place}.owner`, rule.owner]];
  if ('and' in rule) return rule.and.flatMap((part, index) => ownerNames(part, `${place}.and[${index}]`));
  if ('or' in rule) return rule.or.flatMap((part, index) => ownerNames(part, `${place}.or[${index}]`));
  return 'not' in rule ? ownerNames(rule.not, `${place}.not`) : [];
}

/** Whose a row is, bodies do not say; where a rule says who may, it need not be said. */
function closeOwned(field: FieldDraft, { fieldRules }: ResourceDraft): void {
  field.optional = true;
  if (fieldRules.get(field)?.writable !== undefined) return;
  field.creatable = false;
  field.updatable = false;
}
