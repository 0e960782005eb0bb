import type { EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { Blueprint } from './blueprint.js';
import type { Field } from '../../resource/field.js';

/** Fields of which no two rows may have the same value, alone or together with others. */
export interface DistinctFields {
  readonly fields: ReadonlySet<Field>;
  /** Foreign keys among them that nothing else keeps apart: each row needs a parent of its own. */
  readonly references: ReadonlySet<Field>;
}

export function distinctFields({ columns, references, metadata }: Blueprint): DistinctFields {
  const fields = new Set<Field>();
  const alone = new Set<Field>();
  const foreign = new Set(references.flatMap((reference) => reference.fields));
  for (const group of uniqueGroups(metadata)) {
    const members = columns.filter(({ property }) => group.some(({ propertyPath }) => propertyPath === property));
    for (const member of members) fields.add(member);
    if (members.every((member) => foreign.has(member))) for (const member of members) alone.add(member);
  }
  return { fields, references: alone };
}

function uniqueGroups({ uniques, indices, primaryColumns, ownRelations }: EntityMetadata): readonly ColumnMetadata[][] {
  return [
    primaryColumns,
    ...uniques.map((unique) => unique.columns),
    ...indices.filter(({ isUnique }) => isUnique).map((index) => index.columns),
    ...ownRelations.filter(({ isOneToOneOwner }) => isOneToOneOwner).map(({ joinColumns }) => joinColumns),
  ];
}
