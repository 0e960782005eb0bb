import type { Reference, ReferenceEnd } from '../policy/permit-references.js';
import { isEntity } from '../resource/entity-target.js';
import type { PendingLinks, PendingReference } from './pending-links.js';

/**
 * The foreign keys of a resource that lead to rows of other resources: of a declared relation to its target, else to every
 * resource over the entity in the same data source.
 */
export function referencesOf(links: PendingLinks, pending: readonly PendingLinks[]): readonly Reference[] {
  return links.references.flatMap((reference): Reference[] => {
    const ends = pending.flatMap((other): ReferenceEnd[] => {
      const fields = reference.referenced.flatMap((property) => columnOf(other, property) ?? []);
      return leadsTo(links, reference, other) && fields.length === reference.fields.length
        ? [{ resource: other.resource, fields }]
        : [];
    });
    return ends.length === 0 ? [] : [{ fields: reference.fields, ends }];
  });
}

function leadsTo(
  { resource, relations }: PendingLinks,
  { property, entity }: PendingReference,
  other: PendingLinks,
): boolean {
  const declared = [...relations.keys()].find((relation) => relation.property === property);
  if (declared !== undefined) return declared.target === other.resource;
  return other.resource.dataSource === resource.dataSource && isEntity(other.resource.entity, entity);
}

function columnOf({ columns }: PendingLinks, property: string) {
  return [...columns.values()].find((field) => field.property === property);
}
