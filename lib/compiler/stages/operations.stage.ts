import { nearestName } from '../../common/nearest-name.js';
import { OPERATIONS, type Operation } from '../../resource/operation.js';
import type { ResourceDraft } from '../draft.js';

/** The operations to expose. A view can only be read. */
export function operationsStage(draft: ResourceDraft): ReadonlySet<Operation> {
  const isView = draft.metadata.tableType === 'view';
  const all = isView ? (['list', 'read'] as const) : OPERATIONS;
  const asked: readonly unknown[] = draft.declaration.operations ?? draft.defaults.operations ?? all;
  if (!Array.isArray(asked) || asked.length === 0) {
    draft.report({ code: 'LA012', message: 'operations is empty, so nothing would be exposed.', allowed: all });
    return new Set();
  }
  for (const [index, operation] of asked.entries()) {
    if (all.includes(operation as never)) continue;
    draft.report({
      code: 'LA012',
      message: `operations[${index}] "${String(operation)}" is not an operation${isView ? ' of a view' : ''}.`,
      nearest: nearestName(String(operation), all),
      allowed: all,
    });
  }
  return new Set(all.filter((operation) => asked.includes(operation)));
}
