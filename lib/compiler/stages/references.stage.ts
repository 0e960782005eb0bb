import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js';
import type { ResourceDraft } from '../draft.js';
import type { PendingReference } from '../pending-links.js';

/** The foreign keys of the entity whose columns are all fields, hidden ones included. */
export function referencesStage({ metadata, fields }: ResourceDraft): readonly PendingReference[] {
  const byProperty = new Map([...fields.values()].map((field) => [field.property, field]));
  return metadata.relations.filter(holdsKey).flatMap((relation): PendingReference[] => {
    const { joinColumns, propertyPath, inverseEntityMetadata } = relation;
    const own = joinColumns.flatMap((column) => byProperty.get(column.propertyPath) ?? []);
    if (own.length < joinColumns.length) return [];
    const referenced = joinColumns.map((column) => column.referencedColumn!.propertyPath);
    return [{ property: propertyPath, fields: own, entity: inverseEntityMetadata.target, referenced }];
  });
}

function holdsKey({ isManyToOne, isOneToOneOwner, joinColumns }: RelationMetadata): boolean {
  return (isManyToOne || isOneToOneOwner) && joinColumns.length > 0;
}
