import type { DeepPartial } from 'typeorm';
import { setProperty } from '../../payload/entity-view.js';
import { compileScalarRule } from '../../payload/scalar-rule.js';
import type { Field } from '../../resource/field.js';
import { createValueFormatter } from '../../serializer/entity-value.formatter.js';
import { placeValue, valueAt } from '../leaks/row-text.js';
import type { Blueprint } from './blueprint.js';
import { hasPlace, merged } from './body-places.js';
import { Composition, type ComposedRow } from './composition.js';

/** How a factory fills rows. */
export interface FactoryOptions {
  /** `required`: what may be left out is left out. Default `required`. */
  readonly fields?: 'required' | 'all';
}

/** The number of the last row that was made of an entity, by any factory. */
export interface RowCount {
  value: number;
}

/** Makes valid rows of one entity. */
export class EntityFactory<Entity extends object> {
  constructor(
    private readonly blueprint: Blueprint,
    private readonly composition: Composition,
    private readonly count: RowCount,
    private readonly options: FactoryOptions,
  ) {}

  /**
   * The body of a `POST` that is accepted. Rows that it has to refer to are stored first.
   *
   * @param values to stand in the body as they are, right or wrong; `undefined` leaves a field out
   * @throws Error that names a field for which no value was found
   */
  async build(values: Readonly<Record<string, unknown>> = {}): Promise<Record<string, unknown>> {
    const { body } = await this.composition.compose(++this.count.value, {
      isGiven: ({ path }) => hasPlace(values, path),
      complete: (made) => merged(made, values),
      isNamed: (name) => Object.hasOwn(values, name),
      fillsAll: this.options.fields === 'all',
    });
    return merged(body, values);
  }

  /**
   * Stores rows through TypeORM, past access rules; rows that they have to refer to are stored first.
   *
   * @param values of the entity's properties; a relation takes an entity
   */
  create(values?: DeepPartial<Entity>): Promise<Entity>;
  /** The same for as many rows as `count` says. */
  create(values: DeepPartial<Entity> | undefined, count: number): Promise<Entity[]>;
  async create(values: DeepPartial<Entity> = {} as DeepPartial<Entity>, count?: number): Promise<Entity | Entity[]> {
    if (count === undefined) return this.createOne(values);
    const made: Entity[] = [];
    while (made.length < count) made.push(await this.createOne(values));
    return made;
  }

  private async createOne(values: DeepPartial<Entity>): Promise<Entity> {
    const { resource, columns, dataSource } = this.blueprint;
    const n = ++this.count.value;
    const isGiven = ({ property }: Field): boolean => hasPlace(values, property.split('.'));
    const given = columns.filter(isGiven);
    const composed = await this.composition.compose(n, {
      isGiven,
      complete: (body) => withGiven(body, given, values),
      isNamed: (name) => Object.hasOwn(values, resource.relations.get(name)?.property ?? name),
      fillsAll: this.options.fields === 'all',
    });
    const row = merged(this.rowOf(composed, n, isGiven), values);
    const { manager } = dataSource;
    const target = resource.entity as never;
    return manager.save(target, manager.create(target, row as never)) as Promise<Entity>;
  }

  /** What TypeORM stores for a body, and for columns that no body has. */
  private rowOf(
    { body, parents }: ComposedRow,
    n: number,
    isGiven: (field: Field) => boolean,
  ): Record<string, unknown> {
    const row: Record<string, unknown> = {};
    for (const field of this.blueprint.columns) {
      if (isGiven(field)) continue;
      const sent = valueAt(body, field);
      if (sent !== undefined) setProperty(row, field.property, storedValue(field, sent));
      else if (isHiddenAndRequired(field) && !this.isReference(field)) {
        setProperty(row, field.property, storedValue(field, this.composition.valueOf(field, n)));
      }
    }
    for (const [property, parent] of parents) setProperty(row, property, parent);
    return row;
  }

  private isReference(field: Field): boolean {
    return this.blueprint.references.some(({ fields }) => fields.includes(field));
  }
}

function isHiddenAndRequired({ optional, creatable, role }: Field): boolean {
  return !optional && !creatable && (role === 'plain' || role === 'key');
}

/** A JSON value as TypeORM takes it. */
function storedValue(field: Field, json: unknown): unknown {
  if (json === null) return null;
  const rule = compileScalarRule(field);
  const read = (item: unknown): unknown => {
    const found = rule(item);
    return found.ok ? found.value : item;
  };
  return field.isArray && Array.isArray(json) ? json.map(read) : read(json);
}

/** What is given as an entity has it, as a body has it. */
function withGiven(body: Record<string, unknown>, given: readonly Field[], values: object): Record<string, unknown> {
  const whole = structuredClone(body);
  for (const field of given) {
    const value = field.property
      .split('.')
      .reduce<unknown>((place, name) => (place as Record<string, unknown> | null)?.[name], values);
    if (field.creatable && value !== undefined) placeValue(whole, field, createValueFormatter(field)(value));
  }
  return whole;
}
