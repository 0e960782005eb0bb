import type { Principal } from '../common/principal.js';
import type { Field } from '../resource/field.js';
import type { Resource } from '../resource/resource.js';
import { readableRows } from './permit.js';
import type { Verdict } from './verdict.js';

/** A foreign key of a resource, and the rows that it may hold the key of. */
export interface Reference {
  /** Fields that hold the key. */
  readonly fields: readonly Field[];
  /** Where the rows are exposed: at least one. A row that may be read in one of these places may be named. */
  readonly ends: readonly ReferenceEnd[];
}

/** A resource over the entity that a foreign key leads to. */
export interface ReferenceEnd {
  readonly resource: Resource;
  /** Fields there that the foreign key holds, in its order. */
  readonly fields: readonly Field[];
}

/** A foreign key that a principal may not fill with the key of any row. */
export interface GuardedReference {
  readonly fields: readonly Field[];
  /** Where there are rows that may be named, and which. */
  readonly ends: readonly (ReferenceEnd & { readonly readable: Exclude<Verdict, boolean> })[];
}

const references = new WeakMap<Resource, readonly Reference[]>();

/** Says which rows the foreign keys of a resource lead to; done again at each start that the resource takes part in. */
export function defineReferences(resource: Resource, found: readonly Reference[]): void {
  references.set(resource, found);
}

/** The foreign keys of a resource that lead to rows of which the principal may not read all. */
export function guardedReferences(resource: Resource, principal: Principal): readonly GuardedReference[] {
  return (references.get(resource) ?? []).flatMap(({ fields, ends }): GuardedReference[] => {
    const readable = ends.map((end) => readableRows(end.resource, principal));
    if (readable.includes(true)) return [];
    return [{ fields, ends: ends.flatMap((end, index) => guardedEnd(end, readable[index]!)) }];
  });
}

function guardedEnd(end: ReferenceEnd, readable: Verdict): GuardedReference['ends'] {
  return typeof readable === 'boolean' ? [] : [{ ...end, readable }];
}
