import type { DeclaredRelation } from '../resource/declared-relation.js';
import type { Field } from '../resource/field.js';
import type { Resource, SearchField } from '../resource/resource.js';
import type { PlacedRelationOptions } from './draft.js';

/** What of a resource has to wait until every context of the application is compiled. */
export interface PendingLinks {
  readonly resource: Resource;
  /** Every column by the name that options use, hidden ones included. */
  readonly columns: ReadonlyMap<string, Field>;
  readonly relations: ReadonlyMap<DeclaredRelation, PendingRelation>;
  /** Foreign keys of the entity, of declared relations and of others. */
  readonly references: readonly PendingReference[];
  /** Relations of the entity that are not declared, each with the name of the one field that holds its key, if there is one. */
  readonly undeclared: ReadonlyMap<string, string | undefined>;
  /** Names in `search` that lead through relations, with their places in the options. */
  readonly search: readonly { readonly name: string; readonly place: string }[];
  /** Whether code of the application is to hear of each new row. */
  readonly hearsCreates: boolean;
  /** The resource's own search fields, to which those of related resources are added. */
  readonly searchFields: SearchField[];
}

/** A relation that waits for its other side. */
export interface PendingRelation extends PlacedRelationOptions {
  /** The entity there: its class, or its name when it has none. */
  readonly entity: unknown;
  /** Property paths of the columns there that hold the key of this side. */
  readonly inverseKey: readonly string[] | undefined;
}

/** A foreign key whose other side is not known yet. */
export interface PendingReference {
  /** TypeORM's property path of the relation that it is of. */
  readonly property: string;
  /** Fields that hold the key. */
  readonly fields: readonly Field[];
  /** The entity there: its class, or its name when it has none. */
  readonly entity: unknown;
  /** Property paths of the columns there that are held, in the order of the fields. */
  readonly referenced: readonly string[];
}
