import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { LightApiError, type ProblemItem } from '../../common/light-api.error.js';
import type { PendingReference } from '../../compiler/pending-links.js';
import { fieldPointer } from '../../resource/field-pointer.js';
import type { Field } from '../../resource/field.js';
import { createValueFormatter } from '../../serializer/entity-value.formatter.js';
import { placeValue } from '../leaks/row-text.js';
import type { Blueprint } from './blueprint.js';
import { distinctFields, type DistinctFields } from './distinct-fields.js';
import { fieldValues, type ValueWish } from './field-values.js';
import type { ParentRows } from './parent-rows.js';
import { randomOf } from './random.js';

/** What a row is to be like. */
export interface RowWish {
  readonly isGiven: (field: Field) => boolean;
  /** Adds to a body what is given, for the rules that look at several fields. */
  readonly complete: (body: Record<string, unknown>) => Record<string, unknown>;
  /** Whether anything is given by this name of a body, be it the name of a relation or of nothing. */
  readonly isNamed: (name: string) => boolean;
  /** Whether fields are filled that may be left out. */
  readonly fillsAll: boolean;
}

/** A row that obeys every rule. */
export interface ComposedRow {
  readonly body: Record<string, unknown>;
  /** Rows that it refers to, by TypeORM's property of the relation. */
  readonly parents: ReadonlyMap<string, object>;
}

/** Chooses the values of new rows, and holds them against the rules that bodies of requests are held against. */
export class Composition {
  private readonly distinct: DistinctFields;
  /** The place among the values of a field of the last one that was right. */
  private readonly places = new Map<Field, number>();

  constructor(
    private readonly blueprint: Blueprint,
    private readonly parentRows: ParentRows,
    private readonly seed: number,
  ) {
    this.distinct = distinctFields(blueprint);
  }

  /** @throws Error that names the field for which no value was found */
  async compose(n: number, wish: RowWish): Promise<ComposedRow> {
    const { resource } = this.blueprint;
    const body: Record<string, unknown> = {};
    const parents = await this.refer(body, wish);
    await this.bring(body, wish);
    const chosen = new Map<Field, Chosen>();
    for (const field of resource.fields) {
      if (this.isWanted(field, wish)) chosen.set(field, this.choose(field, n));
    }
    for (;;) {
      for (const [field, choice] of chosen) placeValue(body, field, choice.value());
      const problems = await this.problemsOf(wish.complete(body));
      if (!this.chooseAgain(problems, chosen, n, wish)) break;
    }
    for (const [field, { at }] of chosen) this.places.set(field, at);
    return { body, parents };
  }

  /** A value for a column that bodies do not have. */
  valueOf(field: Field, n: number): unknown {
    return this.choose(field, n).value();
  }

  /** Fills foreign keys that may not be empty. */
  private async refer(body: Record<string, unknown>, wish: RowWish): Promise<ReadonlyMap<string, object>> {
    const parents = new Map<string, object>();
    for (const reference of this.blueprint.references) {
      if (!this.isNeeded(reference, wish)) continue;
      const isFresh = reference.fields.some((field) => this.distinct.references.has(field));
      const parent = await this.parentRows.parentFor(reference, isFresh);
      parents.set(reference.property, parent);
      for (const [index, field] of reference.fields.entries()) {
        if (!field.creatable) continue;
        placeValue(body, field, createValueFormatter(field)(valueAtProperty(parent, reference.referenced[index]!)));
      }
    }
    return parents;
  }

  private isNeeded({ fields, property }: PendingReference, { isGiven, isNamed }: RowWish): boolean {
    const relation = [...this.blueprint.resource.relations.values()].find((one) => one.property === property);
    if (fields.some(isGiven) || (relation !== undefined && isNamed(relation.name))) return false;
    if (relation?.writes === 'create' && fields.some(isBrought)) return false;
    return fields.some(({ optional }) => !optional);
  }

  /** Brings the new rows of relations whose key a body cannot name. */
  private async bring(body: Record<string, unknown>, { isNamed }: RowWish): Promise<void> {
    for (const { name, writes, foreignKey = [], target } of this.blueprint.resource.relations.values()) {
      if (writes !== 'create' || !foreignKey.some(isBrought) || isNamed(name)) continue;
      body[name] = await this.parentRows.bodyOf(target.entity);
    }
  }

  private isWanted(field: Field, { isGiven, fillsAll }: RowWish): boolean {
    if (!field.creatable || isGiven(field) || this.isReference(field)) return false;
    return !field.optional || (fillsAll && field.role === 'plain');
  }

  private isReference(field: Field): boolean {
    return this.blueprint.references.some(({ fields }) => fields.includes(field));
  }

  private choose(field: Field, n: number): Chosen {
    const { resource, rulesOf, metadata } = this.blueprint;
    const random = randomOf(`${this.seed} ${resource.name} ${field.name} ${n}`);
    const stored = storedKind(metadata.findColumnWithPropertyPath(field.property));
    const wish = { n, random, stored, isDistinct: field.unique || this.distinct.fields.has(field) };
    const values = fieldValues(field, rulesOf(field), wish);
    return new Chosen(values, Math.min(this.places.get(field) ?? 0, Math.max(0, values.length - 1)));
  }

  private async problemsOf(body: Record<string, unknown>): Promise<readonly ProblemItem[]> {
    try {
      await this.blueprint.parser.parse('create', body);
      return [];
    } catch (error) {
      if (error instanceof LightApiError && error.errors.length > 0) return error.errors;
      throw error;
    }
  }

  /** `false` where nothing is wrong, or only what was given. */
  private chooseAgain(problems: readonly ProblemItem[], chosen: Map<Field, Chosen>, n: number, wish: RowWish): boolean {
    let isChanged = false;
    let open: ProblemItem | undefined;
    for (const problem of problems) {
      const field = this.blueprint.resource.fields.find((one) => isAbout(problem, one));
      if (field === undefined ? wish.isNamed(firstName(problem)) : wish.isGiven(field)) continue;
      const choice = field && chosen.get(field);
      if (choice?.next() === true) isChanged = true;
      else if (choice === undefined && field?.creatable === true && field.optional) {
        chosen.set(field, this.choose(field, n));
        isChanged = true;
      } else if (field !== undefined || !this.isGivenAtAll(wish)) open ??= problem;
    }
    if (open !== undefined && !isChanged) throw this.unsolved(open);
    return isChanged;
  }

  private isGivenAtAll({ isGiven }: RowWish): boolean {
    return this.blueprint.resource.fields.some(isGiven);
  }

  private unsolved({ pointer = '', detail }: ProblemItem): Error {
    const { name } = this.blueprint.resource;
    const path = pointer.slice(1).replaceAll('/', '.');
    const place = path === '' ? name : `${name}.${path}`;
    const [first = path] = path.split('.');
    const advice = path === '' ? `build({ … })` : `build({ ${first}: … })`;
    return new Error(`${place}: no value was found that obeys "${detail}" Give one: factory(${name}).${advice}.`);
  }
}

/** The values that are tried for a field. */
class Chosen {
  private tried = 1;

  constructor(
    private readonly values: readonly unknown[],
    public at: number,
  ) {}

  value(): unknown {
    return this.values[this.at];
  }

  /** `false` when all have been tried. */
  next(): boolean {
    if (this.tried >= this.values.length) return false;
    this.tried++;
    this.at = (this.at + 1) % this.values.length;
    return true;
  }
}

/** `undefined` for a column without a transformer, which says itself what it takes. */
function storedKind(column: ColumnMetadata | undefined): ValueWish['stored'] {
  if (column?.transformer === undefined) return undefined;
  const { type } = column;
  if (type === Number) return 'number';
  const name = typeof type === 'string' ? type : type.name;
  if (/int|float|double|real|dec|numeric/i.test(name)) return 'number';
  return /json/i.test(name) ? undefined : 'text';
}

function firstName({ pointer = '' }: ProblemItem): string {
  return (pointer.split('/')[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
}

function isAbout({ pointer = '' }: ProblemItem, field: Field): boolean {
  const own = fieldPointer(field);
  return pointer === own || pointer.startsWith(`${own}/`);
}

function isBrought({ optional, creatable }: Field): boolean {
  return !optional && !creatable;
}

function valueAtProperty(row: object, property: string): unknown {
  return property.split('.').reduce<unknown>((place, name) => (place as Record<string, unknown> | null)?.[name], row);
}
