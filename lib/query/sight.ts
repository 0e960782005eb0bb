import type { FieldRights } from '../resource/field-rights.js';
import type { Field } from '../resource/field.js';
import type { Operator } from '../resource/operator.js';
import type { Relation, Resource } from '../resource/resource.js';

/** What of a resource a speaker knows. */
export interface Sight {
  readonly fieldsOf: (resource: Resource) => readonly Field[];
  /** Whether the speaker may learn what a field holds; also where it does not name the field. */
  readonly knows: (field: Field) => boolean;
  /** Whether the speaker may learn which rows belong together. */
  readonly knowsRelation: (relation: Relation) => boolean;
  /** What the speaker calls it. */
  readonly nameOf: (named: Field | Relation) => string;
  /** Operators that a filter may use. */
  readonly operatorsOf: (field: Field) => readonly Operator[];
  /** Whether the relation may stand in the path of a filter. */
  readonly mayFollow: (relation: Relation) => boolean;
}

const sights = new WeakMap<FieldRights, Sight>();

/** What clients know: fields that are readable, and for them, and relations that they may use. */
export function clientSight(rights: FieldRights): Sight {
  let sight = sights.get(rights);
  if (sight === undefined) sights.set(rights, (sight = createClientSight(rights)));
  return sight;
}

function createClientSight({ unreadable }: FieldRights): Sight {
  const knows = (field: Field): boolean => !unreadable.has(field);
  return Object.freeze({
    fieldsOf: ({ fields }: Resource) => fields.filter((field) => field.readable && knows(field)),
    knows,
    // Rows that belong together tell each other's keys. Only where fields are hidden, since the ends are joined late.
    knowsRelation: (relation: Relation) =>
      unreadable.size === 0 || [...(relation.foreignKey ?? []), ...(relation.inverseKey ?? [])].every(knows),
    nameOf: ({ name }: Field | Relation) => name,
    operatorsOf: ({ operators }: Field) => operators,
    mayFollow: ({ filterable }: Relation) => filterable,
  });
}
