import { nearestName } from '../common/nearest-name.js';
import type { Field } from '../resource/field.js';
import type { Resource } from '../resource/resource.js';
import type { Report } from './draft.js';

/** A resource with its columns by the names that options use, hidden ones included. */
interface NamedColumns {
  readonly resource: Resource;
  readonly columns: ReadonlyMap<string, Field>;
}

/**
 * The field of another resource that a name in an option stands for. Reports a name that is no field there, with the
 * nearest that is, and one that clients do not see.
 *
 * @param what the place in the options and what was found there: `search[0] "author.nmae"`
 * @param seen whether hidden fields count as well
 */
export function relatedField(
  { resource, columns }: NamedColumns,
  name: string,
  what: string,
  report: Report,
  seen: 'byClients' | 'everything' = 'byClients',
): Field | undefined {
  const field = columns.get(name) ?? resource.fieldByName.get(name);
  if (field === undefined) {
    const names = [...columns].flatMap(([column, { readable }]) => (readable || seen === 'everything' ? column : []));
    const nearest = nearestName(name, names);
    report({
      code: 'LA020',
      message: `${what} is not a field of ${resource.name}.`,
      nearest,
      ...(nearest === undefined && { allowed: names }),
    });
    return undefined;
  }
  if (field.readable || seen === 'everything') return field;
  report({
    code: 'LA020',
    message: `${what} is hidden from clients of ${resource.name}.`,
    fix: 'leave it out, or make it readable there',
  });
  return undefined;
}
