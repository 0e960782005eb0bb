import type { Operation } from '../../resource/operation.js';
import type { DeclaredRelation } from '../../resource/declared-relation.js';
import type { Field } from '../../resource/field.js';
import type { ResourceAccess } from '../../resource/resource-access.js';
import type { ResourceDraft } from '../draft.js';
import { extensionsOf } from './extensions.rule.js';
import { impliesRule } from './implied-rule.js';

const LISTENER = 'in an entity class, a @BeforeInsert() does as well';

/**
 * Creating must be possible where it is exposed: a required column that nobody may write makes every create fail, and one
 * that not everybody who creates may write makes theirs fail.
 */
export function checkRequiredFields(
  draft: ResourceDraft,
  operations: ReadonlySet<Operation>,
  { rules }: ResourceAccess,
): void {
  if (!operations.has('create') || hasInsertHook(draft)) return;
  const brought = new Set([...draft.relationOptions.keys()].flatMap(broughtKey));
  for (const [name, field] of draft.fields) {
    if (field.optional || brought.has(field)) continue;
    const writable = draft.fieldRules.get(field)?.writable;
    if (field.creatable && (writable === undefined || impliesRule(rules.create, writable))) continue;
    if (field.creatable) {
      draft.report({
        code: 'LA026',
        message: `field "${name}" is required, and fields.${name}.writable keeps it from some who may create.`,
        fix: `let nobody else create: access: { create: … }, make the column nullable, or give it a default; ${LISTENER}`,
      });
    } else
      draft.report({
        code: 'LA026',
        message: `field "${name}" is required, and no client may write it, so no create can succeed.`,
        fix: `make it writable, give the column a default, or leave 'create' out of operations; ${LISTENER}`,
      });
  }
}

/** The key that a new row on the other side brings. */
function broughtKey({ writes, foreignKey }: DeclaredRelation): readonly Field[] {
  return writes === 'create' ? (foreignKey ?? []) : [];
}

/** A listener may fill what clients cannot send. */
function hasInsertHook({ metadata, declaration }: ResourceDraft): boolean {
  return metadata.beforeInsertListeners.length > 0 || extensionsOf(declaration).creates;
}
