import { memberPointer } from '../common/json-pointer.js';
import type { Field } from './field.js';

/** The JSON pointer (RFC 6901) of a field in a body. */
export function fieldPointer({ path }: Field): string {
  return path.reduce(memberPointer, '');
}
