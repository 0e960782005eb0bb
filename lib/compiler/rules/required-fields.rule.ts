import type { Operation } from '../../resource/operation.js';
import type { ResourceDraft } from '../draft.js';

/** Creating must be possible where it is exposed: a required column that nobody may write makes every create fail. */
export function checkRequiredFields(draft: ResourceDraft, operations: ReadonlySet<Operation>): void {
  if (!operations.has('create') || hasInsertHook(draft)) return;
  for (const [name, field] of draft.fields) {
    if (field.optional || field.creatable) continue;
    draft.report({
      code: 'LA026',
      message: `field "${name}" is required, and no client may write it, so no create can succeed.`,
      fix: `make it writable, give the column a default or a @BeforeInsert(), or leave 'create' out of operations`,
    });
  }
}

/** A listener may fill what clients cannot send. */
function hasInsertHook(draft: ResourceDraft): boolean {
  return draft.metadata.beforeInsertListeners.length > 0;
}
