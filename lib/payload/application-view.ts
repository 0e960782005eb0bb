import type { Field } from '../resource/field.js';
import type { Resource } from '../resource/resource.js';

/**
 * A resource as the application's own code writes to it: every column that TypeORM lets one write, whatever clients may do
 * with it, and nothing that is set from a caller. Only data of code is read by it.
 */
export function applicationView(resource: Resource): Resource {
  const widened = new Map<Field, Field>(
    resource.columns.map(({ field, isInsertable, isUpdatable }) => [
      field,
      Object.freeze({ ...field, readable: true, creatable: isInsertable, updatable: isUpdatable }),
    ]),
  );
  const view = (field: Field): Field => widened.get(field) ?? field;
  const fields = [...widened.values()];
  return Object.freeze({
    ...resource,
    fields,
    fieldByName: new Map(fields.map((field) => [field.name, field])),
    key: resource.key.map(view),
    version: resource.version && view(resource.version),
    upsertKey: resource.upsertKey?.map(view),
    access: { ...resource.access, owned: [] },
    // Code may name a version on a resource that lets clients write without one.
    locking: resource.version === undefined ? ('none' as const) : ('optional' as const),
  });
}
