import type { FieldAccess } from '../../resource/field.js';
import type { SerializerFields } from '../../resource/resource.options.js';
import type { FieldDraft, ResourceDraft } from '../draft.js';
import { namedField } from './named-field.js';

const ACCESS: Readonly<Record<FieldAccess, { readonly readable: boolean; readonly writable: boolean }>> = {
  readWrite: { readable: true, writable: true },
  readOnly: { readable: true, writable: false },
  writeOnly: { readable: false, writable: true },
  hidden: { readable: false, writable: false },
};

/** Applies `fields` and `serializer.write`: what clients may do with each field. */
export function accessStage(draft: ResourceDraft): void {
  for (const [name, access] of Object.entries(draft.declaration.fields ?? {})) {
    const fields = namedField(draft, name, `fields.${name}`);
    const allowed = Object.hasOwn(ACCESS, String(access)) ? ACCESS[access as FieldAccess] : undefined;
    if (!allowed) reportAccess(draft, name);
    for (const field of allowed ? fields : []) setAccess(field, allowed!);
  }
  const { serializer } = draft.declaration;
  const write = typeof serializer === 'object' ? (serializer as SerializerFields<object>).write : undefined;
  if (write) restrictWrites(draft, write);
}

/** An access option can take a right away from a managed column, never give it one: keys and stamps stay read-only. */
function setAccess(field: FieldDraft, { readable, writable }: { readable: boolean; writable: boolean }): void {
  field.readable = readable;
  field.creatable = writable && field.creatable;
  field.updatable = writable && field.updatable;
}

function restrictWrites(draft: ResourceDraft, names: readonly string[]): void {
  const writable = new Set(names.flatMap((name, index) => namedField(draft, name, `serializer.write[${index}]`)));
  for (const field of draft.fields.values()) {
    if (!writable.has(field)) setAccess(field, { readable: field.readable, writable: false });
  }
}

function reportAccess(draft: ResourceDraft, name: string): void {
  draft.report({
    code: 'LA011',
    message: `fields.${name} is not an access.`,
    allowed: Object.keys(ACCESS),
  });
}
