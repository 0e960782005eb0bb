import type { Field } from '../resource/field.js';

/** What `fields=` can choose from: the fields of one representation, by name and by the prefix of embedded ones. */
export interface Selection {
  /** All of them, in representation order. */
  readonly fields: readonly Field[];
  /** `title` names one field, `address` every field below it. */
  readonly byName: ReadonlyMap<string, readonly Field[]>;
}

/** Made at boot, once per representation. */
export function compileSelection(fields: readonly Field[]): Selection {
  const byName = new Map<string, Field[]>();
  for (const field of fields) {
    for (let depth = 1; depth <= field.path.length; depth++) {
      const name = field.path.slice(0, depth).join('.');
      const chosen = byName.get(name);
      if (chosen === undefined) byName.set(name, [field]);
      else chosen.push(field);
    }
  }
  return Object.freeze({ fields, byName });
}
