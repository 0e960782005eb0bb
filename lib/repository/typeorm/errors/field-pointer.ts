import type { Field } from '../../../resource/field.js';

/** The JSON pointer (RFC 6901) of a field in a body. */
export function fieldPointer(field: Field): string {
  return field.path.map((segment) => `/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
