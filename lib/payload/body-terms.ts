import type { FieldRights } from '../resource/field-rights.js';
import type { Field } from '../resource/field.js';
import type { Relation, Resource } from '../resource/resource.js';
import type { BodyOperation } from './entity-rules.js';
import { versionFieldOf } from './version-field.js';

/**
 * What a field is there for in a body: to be stored, to name the row or its version, or for nothing. What is `unknown` is
 * no field to who sends the body.
 */
export type FieldUse = 'value' | 'key' | 'version' | 'none' | 'unknown';

/** What one kind of body makes of a field. */
export interface FieldTerms {
  readonly use: FieldUse;
  /** Must be sent. */
  readonly isRequired: boolean;
}

/**
 * Whether one kind of body may write a relation: it may, it has to, it may not but a create may, or no body may; or it is
 * no relation to who sends the body.
 */
export type RelationTerms = 'open' | 'required' | 'create-only' | 'closed' | 'unknown';

/** What one kind of body may carry. */
export interface BodyTerms {
  readonly ofField: (field: Field) => FieldTerms;
  readonly ofRelation: (relation: Relation) => RelationTerms;
}

const CLOSED: FieldTerms = { use: 'none', isRequired: false };
const UNKNOWN: FieldTerms = { use: 'unknown', isRequired: false };

/** The body of a single item. */
export function itemTerms(resource: Resource, operation: BodyOperation): BodyTerms {
  const creates = operation === 'create' || operation === 'upsert';
  // By these the row is found, so they have no default to return to.
  const demanded = (operation === 'upsert' && resource.upsertKey) || [];
  const version = creates ? undefined : versionFieldOf(resource);
  return {
    ofField: (field) => {
      if (field === version) return { use: 'version', isRequired: false };
      const isWritable = creates ? field.creatable : field.updatable;
      if (!isWritable) return isHidden(field) ? UNKNOWN : CLOSED;
      return { use: 'value', isRequired: operation !== 'update' && (!field.optional || demanded.includes(field)) };
    },
    ofRelation: (relation) => {
      if (relation.writes === 'none' || relation.foreignKey?.some((field) => isSet(resource, field))) return 'closed';
      const isOpen = operation === 'create' || isChangeable(relation);
      if (!isOpen || relation.foreignKey?.some((field) => demanded.includes(field))) return 'create-only';
      return creates && relation.foreignKey?.some(hasNoOtherValue) ? 'required' : 'open';
    },
  };
}

/** A new row inside the body of the row that it belongs to, which is what its foreign key is set to. */
export function nestedTerms(target: Resource, foreignKey: readonly Field[]): BodyTerms {
  const { ofField } = itemTerms(target, 'create');
  return {
    ofField: (field) => (foreignKey.includes(field) ? CLOSED : ofField(field)),
    ofRelation: () => 'closed',
  };
}

/** A change in a bulk request: of what an update may carry, and the key. */
export function bulkChangeTerms(resource: Resource): BodyTerms {
  const { ofField, ofRelation } = itemTerms(resource, 'update');
  return { ofField: (field) => rowTerms(resource, field) ?? ofField(field), ofRelation };
}

/** A removal in a bulk request: nothing but what names the row. */
export function bulkRemovalTerms(resource: Resource): BodyTerms {
  return { ofField: (field) => rowTerms(resource, field) ?? CLOSED, ofRelation: () => 'closed' };
}

/** A row that exists, where another one is linked with it. */
export function keyTerms({ key }: Resource): BodyTerms {
  return {
    ofField: (field) => (key.includes(field) ? { use: 'key', isRequired: true } : CLOSED),
    ofRelation: () => 'closed',
  };
}

/** The same in the hands of a caller who may not do everything with every field. */
export function restrictedTerms(
  { ofField, ofRelation }: BodyTerms,
  { unreadable, unwritable }: FieldRights,
): BodyTerms {
  return {
    ofField: (field) => {
      const terms = ofField(field);
      const isKnown = field.readable && !unreadable.has(field);
      if (terms.use === 'value' && unwritable.has(field)) return isKnown ? CLOSED : UNKNOWN;
      return terms.use === 'none' && unreadable.has(field) ? UNKNOWN : terms;
    },
    ofRelation: (relation) => {
      const terms = ofRelation(relation);
      const isClosed = !isOpenRelation(terms) || restsOn(relation, unwritable);
      if (isClosed && restsOn(relation, unreadable)) return 'unknown';
      return isOpenRelation(terms) && isClosed ? 'closed' : terms;
    },
  };
}

/** Whether rows are joined by one of the fields, on either side. */
function restsOn({ foreignKey = [], inverseKey = [] }: Relation, fields: ReadonlySet<Field>): boolean {
  return [...foreignKey, ...inverseKey].some((field) => fields.has(field));
}

/** Only rules speak of it. */
function isHidden({ readable, creatable, updatable }: Field): boolean {
  return !readable && !creatable && !updatable;
}

/** Whether the field is always set from the caller: a new row that brings its own value would be somebody else's. */
function isSet({ access }: Resource, field: Field): boolean {
  return !field.creatable && access.owned.some((owned) => owned.field === field);
}

/** Whether a new row has to bring the key, because a body cannot name it. */
function hasNoOtherValue({ optional, creatable }: Field): boolean {
  return !optional && !creatable;
}

/** Whether a body of these terms may say something of the relation. */
export function isOpenRelation(terms: RelationTerms): boolean {
  return terms === 'open' || terms === 'required';
}

function rowTerms(resource: Resource, field: Field): FieldTerms | undefined {
  if (resource.key.includes(field)) return { use: 'key', isRequired: true };
  if (field === versionFieldOf(resource)) return { use: 'version', isRequired: resource.locking === 'required' };
  return undefined;
}

/**
 * Rows that hold the key of this one belong to it: they are new with it or not at all. A key of this row never changes.
 */
function isChangeable({ inverseKey, foreignKey }: Relation): boolean {
  return inverseKey === undefined && !foreignKey?.some(({ role }) => role === 'key');
}
