import type { Type } from '@nestjs/common';
import type { Field } from '../../resource/field.js';
import type { Representation } from '../../resource/resource.js';
import type { SerializerFields } from '../../resource/resource.options.js';
import type { ResourceDraft } from '../draft.js';
import { namedField } from './named-field.js';

/** What answers are made of: readable fields, narrowed per direction, with the exposed getters behind them. */
export function representationStage(draft: ResourceDraft): Representation {
  const { serializer } = draft.declaration;
  const readable = [...draft.fields.values()].filter((field) => field.readable);
  if (typeof serializer === 'function') {
    return { read: readable, list: readable, computed: draft.computed, view: serializer as Type<object> };
  }
  const { read, list } = (serializer ?? {}) as SerializerFields<object>;
  const readFields = read ? narrowed(draft, readable, read, 'serializer.read') : readable;
  return {
    read: readFields,
    list: list ? narrowed(draft, readable, list, 'serializer.list') : readFields,
    computed: draft.computed,
  };
}

function narrowed(draft: ResourceDraft, readable: Field[], names: readonly string[], place: string): Field[] {
  const chosen = new Set<Field>();
  for (const [index, name] of names.entries()) {
    for (const field of namedField(draft, name, `${place}[${index}]`)) {
      if (field.readable) chosen.add(field);
      else draft.report({ code: 'LA020', message: `${place}[${index}] "${name}" is hidden from clients.` });
    }
  }
  return readable.filter((field) => chosen.has(field));
}
