import type { Field } from '../resource/field.js';
import type { Resource } from '../resource/resource.js';

const DESCRIPTION = 'The version that the item must still have; where it has another one, nothing is changed.';

/**
 * The field that says in the body of a replace or an update which version of the row is meant; `undefined` where the
 * resource does not lock, or clients never see the version.
 */
export function versionFieldOf({ version, locking, fieldByName }: Resource): Field | undefined {
  const field = version && fieldByName.get(version.name);
  return locking !== 'none' && field?.readable ? field : undefined;
}

/** The field as a condition: never stored, so that it has no default, and may be left out. */
export function versionCondition(field: Field): Field {
  return { ...field, optional: true, description: DESCRIPTION };
}
