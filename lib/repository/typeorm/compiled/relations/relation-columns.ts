import type { DataSource, EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js';
import type { Relation } from '../../../../resource/resource.js';

/** The columns that join the two sides of a relation, whichever of them has the foreign key. */
export interface RelationColumns {
  /** Columns of the side that declares the relation. */
  readonly source: readonly ColumnMetadata[];
  /** Columns of the other side: they equal `source`, or those of the junction table. */
  readonly target: readonly ColumnMetadata[];
  /** The table between the two sides of a many-to-many relation. */
  readonly junction: JunctionColumns | undefined;
  /** Whether the source's own row names the target's: then it may name one that is not there, and is NULL for none. */
  readonly isOwned: boolean;
}

/** Columns of a junction table, in the order of the columns that they equal. */
export interface JunctionColumns {
  readonly metadata: EntityMetadata;
  readonly source: readonly ColumnMetadata[];
  readonly target: readonly ColumnMetadata[];
}

/** Reads a relation's columns from TypeORM's metadata, composite keys included. */
export function relationColumns(relation: Relation, dataSource: DataSource): RelationColumns {
  const metadata = relationMetadata(relation, dataSource);
  if (metadata.junctionEntityMetadata !== undefined) return throughJunction(metadata, metadata.junctionEntityMetadata);
  const isOwned = metadata.isManyToOne || metadata.isOneToOneOwner;
  // The other side's relation has the columns: TypeORM refuses a one-to-many relation without it.
  const { joinColumns } = isOwned ? metadata : metadata.inverseRelation!;
  const referenced = joinColumns.map((column) => column.referencedColumn!);
  return isOwned
    ? { source: joinColumns, target: referenced, junction: undefined, isOwned }
    : { source: referenced, target: joinColumns, junction: undefined, isOwned };
}

/** TypeORM's metadata of a relation. */
export function relationMetadata({ source, property }: Relation, dataSource: DataSource): RelationMetadata {
  const entity = dataSource.getMetadata(source.entity as never);
  const metadata = entity.findRelationWithPropertyPath(property);
  if (metadata === undefined) throw new TypeError(`${entity.name} has no relation ${property}`);
  return metadata;
}

function throughJunction(metadata: RelationMetadata, junction: EntityMetadata): RelationColumns {
  const [near, far] = metadata.isManyToManyOwner
    ? [junction.ownerColumns, junction.inverseColumns]
    : [junction.inverseColumns, junction.ownerColumns];
  return {
    source: near.map((column) => column.referencedColumn!),
    target: far.map((column) => column.referencedColumn!),
    junction: { metadata: junction, source: near, target: far },
    isOwned: false,
  };
}
