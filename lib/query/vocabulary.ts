import { ALL_RIGHTS } from '../resource/field-rights.js';
import type { Field } from '../resource/field.js';
import type { Relation, Resource, SearchField, SortKey } from '../resource/resource.js';
import { createFilterParameters } from './filter-parameters.js';
import type { FilterParameter } from './parameter.js';
import { compileSelection, type Selection } from './selection.js';
import { clientSight, type Sight } from './sight.js';

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
  /** Fields of an item. */
  readonly itemSelection: Selection;
  /** Order of lists when nobody says another, without the tie-break. */
  readonly defaultSort: readonly SortKey[];
  /** What `search` looks into. */
  readonly searchFields: readonly SearchField[];
  /** Relations that may stand in the path of a filter. */
  readonly filterable: ReadonlyMap<string, Relation>;
  /** Relations that may stand in `include`. */
  readonly includable: ReadonlyMap<string, Relation>;
  /** Order of the rows of a relation when nobody says another; complete. */
  sortOf(relation: Relation): readonly SortKey[];
  /** The words about another resource, for the same speaker. */
  of(other: Resource): Vocabulary;
}

const vocabularies = new WeakMap<Sight, WeakMap<Resource, Vocabulary>>();

/** Made once per resource and sight, for clients without a look at the other side of its relations. */
export function vocabularyOf(resource: Resource, sight: Sight = clientSight(ALL_RIGHTS)): Vocabulary {
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
  const { representation } = resource;
  const relations = [...resource.relations.values()].filter((relation) => sight.knowsRelation(relation));
  const selection = compileSelection(seen(representation.list, sight.knows));
  const isKnownPlace = ({ field, via = [] }: SortKey | SearchField): boolean =>
    sight.knows(field) && via.every((relation) => sight.knowsRelation(relation));
  return Object.freeze({
    resource,
    visibleFields: byName(visible, sight),
    conditions,
    conditionsOf: new Map(visible.map((field) => [field, conditions.filter((condition) => condition.field === field)])),
    conditionByName: withLongNames(conditions),
    conditionNames: visible.filter((field) => sight.operatorsOf(field).length > 0).map((field) => sight.nameOf(field)),
    sortable: byName(
      visible.filter((field) => field.sortable),
      sight,
    ),
    selection,
    itemSelection:
      representation.read === representation.list
        ? selection
        : compileSelection(seen(representation.read, sight.knows)),
    defaultSort: seen(resource.defaultSort, isKnownPlace),
    // Those of related resources are added when all resources are known.
    get searchFields(): readonly SearchField[] {
      return seen(resource.searchFields, isKnownPlace);
    },
    filterable: byName(
      relations.filter((relation) => sight.mayFollow(relation)),
      sight,
    ),
    includable: byName(
      relations.filter((relation) => relation.includable),
      sight,
    ),
    sortOf: ({ sort }: Relation) => seen(sort, isKnownPlace),
    of: (other: Resource) => vocabularyOf(other, sight),
  });
}

/** The list itself where nothing of it is out of sight, since what is compiled for a list is found by the list. */
function seen<Item>(items: readonly Item[], isSeen: (item: Item) => boolean): readonly Item[] {
  return items.every(isSeen) ? items : items.filter(isSeen);
}

function withLongNames(conditions: readonly FilterParameter[]): ReadonlyMap<string, FilterParameter> {
  const names = new Map(conditions.map((condition) => [condition.name, condition]));
  for (const condition of conditions) {
    const longName = `${condition.field.name}__${condition.operator}`;
    if (!names.has(longName)) names.set(longName, condition);
  }
  return names;
}

function byName<Named extends Field | Relation>(
  items: readonly Named[],
  { nameOf }: Sight,
): ReadonlyMap<string, Named> {
  return new Map(items.map((item) => [nameOf(item), item]));
}
