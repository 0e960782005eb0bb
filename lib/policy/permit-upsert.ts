import type { Principal } from '../common/principal.js';
import type { Payload } from '../resource/payload.js';
import type { Resource } from '../resource/resource.js';
import { forbidden } from './forbidden.error.js';
import { isChosen, ownedValue } from './permit-row.js';
import { policyOf } from './resource-policy.js';

/**
 * The unique key by which an upsert finds a row, in the order of its fields: what the body says, and of fields that tell
 * whose the row is what a new row of the caller would hold, so that the upsert finds one of theirs.
 *
 * @throws LightApiError LA600 (401) or LA700 (403) for a caller who has nothing to fill such a field with, and for one who
 * may not write a field of the key
 */
export function permitUpsertKey(resource: Resource, payload: Payload, principal: Principal): readonly unknown[] {
  const { owned, rightsOf } = policyOf(resource, principal);
  const { unwritable } = rightsOf(principal);
  return resource.upsertKey!.map((field) => {
    const item = owned.find((candidate) => candidate.field === field);
    if (item === undefined ? !unwritable.has(field) : isChosen(field, payload, unwritable)) return payload[field.name];
    const value = item && ownedValue(item, principal);
    if (value === undefined) throw forbidden(principal);
    return value;
  });
}
