import type { Field, FieldType } from '../../resource/field.js';
import type { Report } from '../draft.js';

/** Types whose values can be the same as the text that a caller is known by. */
const ID_TYPES: readonly FieldType[] = ['int', 'bigint', 'string', 'uuid', 'enum'];

/**
 * A field that tells whose a row is holds one id.
 *
 * @param what the place in the options and what was found there: `access.owner "tags"`
 */
export function checkOwnerField({ type, isArray }: Field, what: string, report: Report): boolean {
  if (ID_TYPES.includes(type) && !isArray) return true;
  report({
    code: 'LA041',
    message: `${what} is ${isArray ? 'a list' : type}, which holds no id.`,
    fix: `name a column of one of these types: ${ID_TYPES.join(', ')}`,
  });
  return false;
}
