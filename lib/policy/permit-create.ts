import type { Principal } from '../common/principal.js';
import type { Condition, Visibility } from '../query/question.js';
import type { Payload } from '../resource/payload.js';
import type { Resource } from '../resource/resource.js';
import { readableRows, visibilityFor } from './permit.js';
import { permitRelated, type RowCheck } from './permit-related.js';
import { permitRows, uncertain, type PermittedRow } from './permit-row.js';
import { policyOf } from './resource-policy.js';
import type { Verdict } from './verdict.js';

/** A row that may be created, together with those that its body brings for relations. */
export interface PermittedCreate {
  /** With the fields that are set from the caller, in the rows for relations as well. */
  readonly payload: Payload;
  /** What the stored row has to meet, or all is taken back; `undefined` where it certainly does. */
  readonly check: Condition | undefined;
  /** The same about the rows for relations, as conditions on this one. */
  readonly related: readonly RowCheck[];
  /** Whether the principal may read the stored row. */
  readonly isReadable: Verdict;
}

/** Rows that may be created. */
export interface PermittedCreates {
  readonly rows: readonly PermittedCreate[];
  /** What the principal may see of the rows that they are linked with. */
  readonly visibility: Visibility;
}

/**
 * Sets the fields of new rows that tell whose they are, and says what is left to be looked at once they are stored.
 *
 * @param pointers of the rows into the body
 * @throws LightApiError LA600 (401) or LA700 (403) when the principal may create none
 */
export function permitCreates(
  resource: Resource,
  payloads: readonly Payload[],
  principal: Principal,
  pointers: readonly string[] = [],
): PermittedCreates {
  const { rules } = policyOf(resource, principal);
  const permit = permitRows(resource, principal);
  const read = rules.read === rules.create ? undefined : readableRows(resource, principal);
  const rows = payloads.map((given, index): PermittedCreate => {
    const { payload, check, certain } = permit(given);
    const { payload: complete, checks } = permitRelated(resource, payload, principal, pointers[index]);
    return { payload: complete, check, related: checks, isReadable: readability(read, certain) };
  });
  return { rows, visibility: visibilityFor(resource, principal) };
}

/** @param read what the rule for reading says; `undefined` where it is the one for creating, which the row will meet */
function readability(read: Verdict | undefined, certain: PermittedRow['certain']): Verdict {
  if (read === undefined) return true;
  return read !== false && (uncertain(read, certain) ?? true);
}
