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

/** One per resource and sight, for clients without a look at the other side of its relations. */
export function vocabularyOf(resource: Resource, sight: Sight = clientSight(ALL_RIGHTS)): Vocabulary {
  let known = vocabularies.get(sight);
  if (known === undefined) vocabularies.set(sight, (known = new WeakMap()));
  let vocabulary = known.get(resource);
  if (vocabulary === undefined) known.set(resource, (vocabulary = new SeenVocabulary(resource, sight)));
  return vocabulary;
}

/** Fields out of sight have no place in it. Words are made when they are asked for first, then kept. */
class SeenVocabulary implements Vocabulary {
  #visible: readonly Field[] | undefined;
  #visibleFields: Vocabulary['visibleFields'] | undefined;
  #conditions: Vocabulary['conditions'] | undefined;
  #conditionsOf: Vocabulary['conditionsOf'] | undefined;
  #conditionByName: Vocabulary['conditionByName'] | undefined;
  #conditionNames: Vocabulary['conditionNames'] | undefined;
  #sortable: Vocabulary['sortable'] | undefined;
  #selection: Selection | undefined;
  #itemSelection: Selection | undefined;
  #defaultSort: Vocabulary['defaultSort'] | undefined;
  #filterable: Vocabulary['filterable'] | undefined;
  #includable: Vocabulary['includable'] | undefined;
  readonly #sight: Sight;

  constructor(
    readonly resource: Resource,
    sight: Sight,
  ) {
    this.#sight = sight;
    Object.freeze(this);
  }

  get visibleFields(): Vocabulary['visibleFields'] {
    return (this.#visibleFields ??= byName(this.#fields, this.#sight));
  }

  get conditions(): Vocabulary['conditions'] {
    return (this.#conditions ??= createFilterParameters(this.#fields, this.#sight.operatorsOf));
  }

  get conditionsOf(): Vocabulary['conditionsOf'] {
    return (this.#conditionsOf ??= byField(this.#fields, this.conditions));
  }

  get conditionByName(): Vocabulary['conditionByName'] {
    return (this.#conditionByName ??= withLongNames(this.conditions));
  }

  get conditionNames(): Vocabulary['conditionNames'] {
    const { nameOf, operatorsOf } = this.#sight;
    return (this.#conditionNames ??= this.#fields.filter((field) => operatorsOf(field).length > 0).map(nameOf));
  }

  get sortable(): Vocabulary['sortable'] {
    return (this.#sortable ??= byName(
      this.#fields.filter((field) => field.sortable),
      this.#sight,
    ));
  }

  get selection(): Selection {
    return (this.#selection ??= compileSelection(seen(this.resource.representation.list, this.#sight.knows)));
  }

  get itemSelection(): Selection {
    const { read, list } = this.resource.representation;
    return (this.#itemSelection ??= read === list ? this.selection : compileSelection(seen(read, this.#sight.knows)));
  }

  get defaultSort(): readonly SortKey[] {
    return (this.#defaultSort ??= this.#seenPlaces(this.resource.defaultSort));
  }

  /** Those of related resources are added when all resources are known. */
  get searchFields(): readonly SearchField[] {
    return this.#seenPlaces(this.resource.searchFields);
  }

  get filterable(): Vocabulary['filterable'] {
    return (this.#filterable ??= this.#relations((relation) => this.#sight.mayFollow(relation)));
  }

  get includable(): Vocabulary['includable'] {
    return (this.#includable ??= this.#relations((relation) => relation.includable));
  }

  sortOf({ sort }: Relation): readonly SortKey[] {
    return this.#seenPlaces(sort);
  }

  of(other: Resource): Vocabulary {
    return vocabularyOf(other, this.#sight);
  }

  get #fields(): readonly Field[] {
    return (this.#visible ??= this.#sight.fieldsOf(this.resource));
  }

  #relations(isUsed: (relation: Relation) => boolean): ReadonlyMap<string, Relation> {
    const known = [...this.resource.relations.values()].filter((relation) => this.#sight.knowsRelation(relation));
    return byName(known.filter(isUsed), this.#sight);
  }

  #seenPlaces<Place extends SortKey | SearchField>(places: readonly Place[]): readonly Place[] {
    const { knows, knowsRelation } = this.#sight;
    return seen(places, ({ field, via = [] }) => knows(field) && via.every(knowsRelation));
  }
}

/** The list itself where nothing of it is out of sight, since what is compiled for a list is found by the list. */
function seen<Item>(items: readonly Item[], isSeen: (item: Item) => boolean): readonly Item[] {
  return items.every(isSeen) ? items : items.filter(isSeen);
}

function byField(
  fields: readonly Field[],
  conditions: readonly FilterParameter[],
): ReadonlyMap<Field, readonly FilterParameter[]> {
  return new Map(fields.map((field) => [field, conditions.filter((condition) => condition.field === field)]));
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
