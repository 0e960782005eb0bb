import type { CrossFieldProblem, Resource } from '../resource/resource.js';
import type { WriteOperation } from './entity-rules.js';
import { memberPointer } from '../common/json-pointer.js';
import type { ProblemList } from './problem-list.js';

/**
 * Runs the resource's rule over several fields. Its problems are added to the list; what it throws is passed on.
 *
 * @param view what was sent, nested by the entity's property names
 */
export function runCrossFieldRule(
  resource: Resource,
  operation: WriteOperation,
  view: Readonly<Record<string, unknown>>,
  problems: ProblemList,
): void | Promise<void> {
  const found = resource.validate?.(view, { operation });
  if (found === undefined) return undefined;
  if (Array.isArray(found)) return addAll(resource, found, problems);
  return Promise.resolve(found).then((list) => addAll(resource, list ?? [], problems));
}

function addAll(resource: Resource, found: readonly CrossFieldProblem[], problems: ProblemList): void {
  for (const { field, message } of found) {
    const path = field === undefined ? [] : (resource.fieldByName.get(field)?.path ?? field.split('.'));
    problems.add({ pointer: path.reduce(memberPointer, ''), code: 'LA210', detail: message });
  }
}
