import type { FieldRights } from '../resource/field-rights.js';
import { clientSight, type Sight } from './sight.js';

/** What code may ask on behalf of a caller: what that may ask itself, by the names that the code has for it. */
export function callerSight(own: Sight, rights: FieldRights): Sight {
  const client = clientSight(rights);
  return Object.freeze({ ...client, nameOf: own.nameOf });
}
