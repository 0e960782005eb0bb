import type { Field } from './field.js';
import type { Relation, Resource, SortKey } from './resource.js';

/** What is known of a relation before the other side is. */
export type RelationDefinition = Omit<Relation, 'source' | 'target' | 'sort' | 'inverseKey'>;

/** What is known once every resource of the application is. */
export type RelationEnd = Pick<Relation, 'source' | 'target' | 'sort' | 'inverseKey'>;

/**
 * A relation as it is declared. Contexts are compiled one by one, so the other side is joined once, when all of them are
 * there and before the first route is made; until then asking for it is a programming error.
 */
export class DeclaredRelation implements Relation {
  readonly name: string;
  readonly property: string;
  readonly kind: 'one' | 'many';
  readonly nullable: boolean;
  readonly includable: boolean;
  readonly filterable: boolean;
  readonly routed: boolean;
  readonly pageSize: number;
  readonly writes: Relation['writes'];
  readonly foreignKey: readonly Field[] | undefined;
  readonly description: string | undefined;
  #end: RelationEnd | undefined;

  constructor(definition: RelationDefinition) {
    this.name = definition.name;
    this.property = definition.property;
    this.kind = definition.kind;
    this.nullable = definition.nullable;
    this.includable = definition.includable;
    this.filterable = definition.filterable;
    this.routed = definition.routed;
    this.pageSize = definition.pageSize;
    this.writes = definition.writes;
    this.foreignKey = definition.foreignKey;
    this.description = definition.description;
    Object.freeze(this);
  }

  /** @throws TypeError before {@link link}. */
  get source(): Resource {
    return this.#linked().source;
  }

  /** @throws TypeError before {@link link}. */
  get target(): Resource {
    return this.#linked().target;
  }

  /** @throws TypeError before {@link link}. */
  get inverseKey(): readonly Field[] | undefined {
    return this.#linked().inverseKey;
  }

  /** @throws TypeError before {@link link}. */
  get sort(): readonly SortKey[] {
    return this.#linked().sort;
  }

  /** Joins the other side; the last step of the boot walk. */
  link(end: RelationEnd): void {
    this.#end = end;
  }

  #linked(): RelationEnd {
    if (this.#end === undefined) throw new TypeError(`The relation ${this.name} is not joined with its target yet.`);
    return this.#end;
  }
}
