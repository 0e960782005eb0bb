import type { Operation } from '../../resource/operation.js';
import type { DeclaredRelation } from '../../resource/declared-relation.js';
import type { Field } from '../../resource/field.js';
import type { ResourceDraft } from '../draft.js';

/** Creating must be possible where it is exposed: a required column that nobody may write makes every create fail. */
export function checkRequiredFields(draft: ResourceDraft, operations: ReadonlySet<Operation>): void {
  if (!operations.has('create') || hasInsertHook(draft)) return;
  const brought = new Set([...draft.relationOptions.keys()].flatMap(broughtKey));
  for (const [name, field] of draft.fields) {
    if (field.optional || field.creatable || brought.has(field)) continue;
    draft.report({
      code: 'LA026',
      message: `field "${name}" is required, and no client may write it, so no create can succeed.`,
      fix: `make it writable, give the column a default or a @BeforeInsert(), or leave 'create' out of operations`,
    });
  }
}

/** The key that a new row on the other side brings. */
function broughtKey({ writes, foreignKey }: DeclaredRelation): readonly Field[] {
  return writes === 'create' ? (foreignKey ?? []) : [];
}

/** A listener may fill what clients cannot send. */
function hasInsertHook(draft: ResourceDraft): boolean {
  return draft.metadata.beforeInsertListeners.length > 0;
}
