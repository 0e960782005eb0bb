import type { AccessAction, AccessRule } from '../resource/access-rule.js';
import type { Operation } from '../resource/operation.js';
import type { Resource } from '../resource/resource.js';

/** What is told of at once when it has one rule. */
const GROUPS: readonly (readonly [name: string, actions: readonly AccessAction[]])[] = [
  ['read', ['list', 'read']],
  ['write', ['create', 'replace', 'update', 'remove', 'restore', 'deleted']],
];

/** Operations that are no actions: an upsert is one of two, and what a bulk request asks for is exposed beside it. */
const ACTIONS: Readonly<Partial<Record<Operation, readonly AccessAction[]>>> = {
  upsert: ['create', 'update'],
  bulk: [],
};

/** Who may do what with a resource, for the boot report: `public`, or `read public, write role admin`. */
export function describeAccess(resource: Resource): string {
  const { access } = resource;
  const exposed = exposedActions(resource);
  const parts = GROUPS.flatMap(([name, actions]) => {
    const told = actions.filter((action) => exposed.has(action));
    const texts = told.map((action) => describeRule(access.rules[action]));
    return new Set(texts).size === 1
      ? [{ name, text: texts[0]! }]
      : told.map((action, index) => ({ name: action as string, text: texts[index]! }));
  });
  const isSame = new Set(parts.map(({ text }) => text)).size === 1;
  const rules = isSame ? [parts[0]!.text] : parts.map(({ name, text }) => `${name} ${text}`);
  const scope = access.scope === undefined ? [] : [`within ${describeRule(access.scope)}`];
  const tenant = access.tenant === undefined ? [] : [`by ${access.tenant.field.name}`];
  return [...rules, ...scope, ...tenant].join(', ');
}

/** Without routes of its own a resource is still read, through the relations of others. */
function exposedActions({ operations, showsDeleted }: Resource): ReadonlySet<AccessAction> {
  const actions = [...operations].flatMap((operation) => ACTIONS[operation] ?? [operation as AccessAction]);
  return new Set([
    ...(actions.length === 0 ? ['read' as const] : actions),
    ...(showsDeleted ? ['deleted' as const] : []),
  ]);
}

function describeRule(rule: AccessRule): string {
  if (typeof rule === 'string') return rule;
  if (typeof rule === 'function') return 'by a function';
  if ('role' in rule) return `role ${typeof rule.role === 'string' ? rule.role : rule.role.join('|')}`;
  if ('owner' in rule) return `owner ${rule.owner}`;
  if ('where' in rule) return 'where …';
  if ('not' in rule) return `not ${describePart(rule.not)}`;
  return 'and' in rule ? rule.and.map(describePart).join(' and ') : rule.or.map(describePart).join(' or ');
}

function describePart(rule: AccessRule): string {
  const isJoined = typeof rule === 'object' && ('and' in rule || 'or' in rule);
  return isJoined ? `(${describeRule(rule)})` : describeRule(rule);
}
