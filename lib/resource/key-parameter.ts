import type { Field } from './field.js';

/** Name of the path parameter that holds a key field; a router gives dots a meaning of their own. */
export function keyParameterName(field: Pick<Field, 'name'>): string {
  return field.name.replaceAll('.', '_');
}
