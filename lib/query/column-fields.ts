import { APPLICATION } from '../common/application.js';
import type { Principal } from '../common/principal.js';
import type { Field } from '../resource/field.js';
import type { Resource } from '../resource/resource.js';

const all = new WeakMap<Resource, readonly Field[]>();
const shown = new WeakMap<Resource, readonly Field[]>();

/**
 * The columns of a row as TypeORM selects them, which is what code reads; for a caller those that clients may read. Each
 * is one list for all questions.
 */
export function columnFields(resource: Resource, principal: Principal = APPLICATION): readonly Field[] {
  const known = principal === APPLICATION ? all : shown;
  let fields = known.get(resource);
  if (fields === undefined) {
    const selected = resource.columns.filter(({ isSelected }) => isSelected).map(({ field }) => field);
    fields = Object.freeze(known === all ? selected : selected.filter(({ readable }) => readable));
    known.set(resource, fields);
  }
  return fields;
}
