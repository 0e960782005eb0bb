import type { Field } from '../resource/field.js';
import type { Operator } from '../resource/operator.js';
import type { Relation, Resource } from '../resource/resource.js';
import { createFilterParameters } from './filter-parameters.js';
import type { FilterParameter } from './parameter.js';
import { compileSelection, type Selection } from './selection.js';

/** The words that a question may use about one resource, wherever a path of relations leads to it. */
export interface Vocabulary {
  readonly resource: Resource;
  /** Fields that the caller may know of, by name. */
  readonly visibleFields: ReadonlyMap<string, Field>;
  /** Conditions on its own fields, as the docs list them. */
  readonly conditions: readonly FilterParameter[];
  readonly conditionsOf: ReadonlyMap<Field, readonly FilterParameter[]>;
  /** The same by every name they answer to: `price` is also `price__eq`. */
  readonly conditionByName: ReadonlyMap<string, FilterParameter>;
  /** Names of the fields that have a condition. */
  readonly conditionNames: readonly string[];
  readonly sortable: ReadonlyMap<string, Field>;
  /** Fields of a row, in a list or included. */
  readonly selection: Selection;
  /** Relations that may stand in the path of a filter. */
  readonly filterable: ReadonlyMap<string, Relation>;
  /** Relations that may stand in `include`. */
  readonly includable: ReadonlyMap<string, Relation>;
  /** The words about another resource, for the same speaker. */
  of(other: Resource): Vocabulary;
}

/** What of a resource a speaker knows. */
export interface Sight {
  readonly fieldsOf: (resource: Resource) => readonly Field[];
  /** Operators that a filter may use. */
  readonly operatorsOf: (field: Field) => readonly Operator[];
  /** Whether the relation may stand in the path of a filter. */
  readonly mayFollow: (relation: Relation) => boolean;
}

/** What clients know: fields that are readable, and relations that they may use. */
const CLIENT_SIGHT: Sight = {
  fieldsOf: ({ fields }) => fields.filter(({ readable }) => readable),
  operatorsOf: ({ operators }) => operators,
  mayFollow: ({ filterable }) => filterable,
};

const vocabularies = new WeakMap<Sight, WeakMap<Resource, Vocabulary>>();

/** Made once per resource and sight, without a look at the other side of its relations. */
export function vocabularyOf(resource: Resource, sight: Sight = CLIENT_SIGHT): Vocabulary {
  let known = vocabularies.get(sight);
  if (known === undefined) vocabularies.set(sight, (known = new WeakMap()));
  let vocabulary = known.get(resource);
  if (vocabulary === undefined) known.set(resource, (vocabulary = createVocabulary(resource, sight)));
  return vocabulary;
}

/** Fields out of sight have no place in it. */
function createVocabulary(resource: Resource, sight: Sight): Vocabulary {
  const visible = sight.fieldsOf(resource);
  const conditions = createFilterParameters(visible, sight.operatorsOf);
  const relations = [...resource.relations.values()];
  return Object.freeze({
    resource,
    visibleFields: byName(visible),
    conditions,
    conditionsOf: new Map(visible.map((field) => [field, conditions.filter((condition) => condition.field === field)])),
    conditionByName: withLongNames(conditions),
    conditionNames: visible.filter((field) => sight.operatorsOf(field).length > 0).map(({ name }) => name),
    sortable: byName(visible.filter((field) => field.sortable)),
    selection: compileSelection(resource.representation.list),
    filterable: byName(relations.filter((relation) => sight.mayFollow(relation))),
    includable: byName(relations.filter((relation) => relation.includable)),
    of: (other: Resource) => vocabularyOf(other, sight),
  });
}

function withLongNames(conditions: readonly FilterParameter[]): ReadonlyMap<string, FilterParameter> {
  const names = new Map(conditions.map((condition) => [condition.name, condition]));
  for (const condition of conditions) {
    const longName = `${condition.field.name}__${condition.operator}`;
    if (!names.has(longName)) names.set(longName, condition);
  }
  return names;
}

function byName<Named extends { readonly name: string }>(items: readonly Named[]): ReadonlyMap<string, Named> {
  return new Map(items.map((item) => [item.name, item]));
}
