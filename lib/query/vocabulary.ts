import type { Field } from '../resource/field.js';
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
}

const vocabularies = new WeakMap<Resource, Vocabulary>();

/** Made once per resource, without a look at the other side of its relations. */
export function vocabularyOf(resource: Resource): Vocabulary {
  let vocabulary = vocabularies.get(resource);
  if (vocabulary === undefined) vocabularies.set(resource, (vocabulary = createVocabulary(resource)));
  return vocabulary;
}

/** Fields that are not readable have no place in it. */
function createVocabulary(resource: Resource): Vocabulary {
  const visible = resource.fields.filter((field) => field.readable);
  const conditions = createFilterParameters(visible);
  const relations = [...resource.relations.values()];
  return Object.freeze({
    resource,
    visibleFields: byName(visible),
    conditions,
    conditionsOf: new Map(visible.map((field) => [field, conditions.filter((condition) => condition.field === field)])),
    conditionByName: withLongNames(conditions),
    conditionNames: visible.filter((field) => field.operators.length > 0).map(({ name }) => name),
    sortable: byName(visible.filter((field) => field.sortable)),
    selection: compileSelection(resource.representation.list),
    filterable: byName(relations.filter((relation) => relation.filterable)),
    includable: byName(relations.filter((relation) => relation.includable)),
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
