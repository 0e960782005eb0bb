import type { CrossFieldProblem, Resource } from '../resource/resource.js';
import type { ReadBody } from './body-reader.js';
import type { WriteOperation } from './entity-rules.js';
import { memberPointer } from './json-pointer.js';
import type { ProblemList } from './problem-list.js';

/**
 * Runs the resource's rule over several fields. It sees what was sent, nested by the entity's property names, and its
 * problems are added to the list; what it throws is passed on.
 */
export function runCrossFieldRule(
  resource: Resource,
  operation: WriteOperation,
  body: ReadBody,
  problems: ProblemList,
): void | Promise<void> {
  const found = resource.validate?.(entityView(body), { operation });
  if (found === undefined) return undefined;
  if (Array.isArray(found)) return addAll(resource, found, problems);
  return Promise.resolve(found).then((list) => addAll(resource, list ?? [], problems));
}

function entityView(body: ReadBody): Record<string, unknown> {
  const view: Record<string, unknown> = {};
  for (const { reader, value } of body.fields.values()) {
    const properties = reader.field.property.split('.');
    let holder = view;
    for (const property of properties.slice(0, -1)) holder = (holder[property] ??= {}) as Record<string, unknown>;
    holder[properties.at(-1)!] = value;
  }
  return view;
}

function addAll(resource: Resource, found: readonly CrossFieldProblem[], problems: ProblemList): void {
  for (const { field, message } of found) {
    const path = field === undefined ? [] : (resource.fieldByName.get(field)?.path ?? field.split('.'));
    problems.add({ pointer: path.reduce(memberPointer, ''), code: 'LA210', detail: message });
  }
}
