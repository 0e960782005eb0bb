import { nearestName } from '../../common/nearest-name.js';
import { BASIC_OPERATIONS, type Operation } from '../../resource/operation.js';
import type { ResourceDeclaration } from '../../resource/resource.options.js';
import type { ResourceDraft } from '../draft.js';

/**
 * The operations to expose: those that are named, and those that have an option of their own. A view can only be read.
 * An empty list is meant: the entity is there for the relations of others.
 */
export function operationsStage(draft: ResourceDraft): ReadonlySet<Operation> {
  const { declaration, defaults, metadata } = draft;
  const isView = metadata.tableType === 'view';
  const all = isView ? (['list', 'read'] as const) : BASIC_OPERATIONS;
  const asked: unknown = declaration.operations ?? defaults.operations ?? all;
  if (!Array.isArray(asked)) {
    draft.report({ code: 'LA012', message: 'operations is not a list.', allowed: all });
    return new Set();
  }
  for (const [index, operation] of (asked as unknown[]).entries()) {
    if (all.includes(operation as never)) continue;
    draft.report({
      code: 'LA012',
      message: `operations[${index}] "${String(operation)}" is not an operation${isView ? ' of a view' : ''}.`,
      nearest: nearestName(String(operation), all),
      allowed: all,
    });
  }
  const operations = new Set<Operation>(all.filter((operation) => asked.includes(operation)));
  if (isView) reportWrites(draft);
  else for (const [operation, isAsked] of furtherOperations(declaration)) if (isAsked) operations.add(operation);
  return operations;
}

/** Operations that have an option of their own. */
function furtherOperations({ softDelete, upsert, bulk }: ResourceDeclaration): [Operation, boolean][] {
  return [
    ['restore', softDelete?.restore === true],
    ['upsert', upsert !== undefined],
    ['bulk', bulk !== undefined && bulk !== false],
  ];
}

function reportWrites({ declaration, report }: ResourceDraft): void {
  for (const [operation, isAsked] of furtherOperations(declaration)) {
    if (!isAsked) continue;
    const option = operation === 'restore' ? 'softDelete.restore' : operation;
    report({ code: 'LA037', message: `${option} is for tables, and a view can only be read.`, fix: 'leave it out' });
  }
}
