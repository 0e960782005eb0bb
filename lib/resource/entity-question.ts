import type { Principal } from '../common/principal.js';
import type { Operator } from './operator.js';
import type { FieldName, OrderingName, PropertyName, Related, RelationName, Scalar } from './entity-names.js';
import type { CountMode } from './resource.js';

/** The key of a row: the value of a single key, or the values of a composite one by the names of its properties. */
export type EntityKey = string | number | bigint | Date | Readonly<Record<string, string | number | bigint | Date>>;

/** What may be written to a property. */
type DataOf<Value> = Value extends Scalar
  ? Value
  : Value extends Promise<infer Awaited>
    ? DataOf<Awaited>
    : Value extends readonly (infer Item)[]
      ? readonly DataOf<Item>[]
      : EntityData<Value>;

/** Names of join columns that have no property of their own: `authorId`. */
type JoinName<Entity> = {
  [Name in RelationName<Entity>]: `${Name}${Capitalize<PropertyName<Related<Entity[Name]>>>}`;
}[RelationName<Entity>];

/** What a row is to hold, by the properties of its entity; a relation by the key of the row that it leads to. */
export type EntityData<Entity> = {
  readonly [Name in PropertyName<Entity>]?: DataOf<Entity[Name]> | null;
} & { readonly [Name in JoinName<Entity>]?: unknown };

type Operand<Value, Name extends Operator> = Name extends 'in' | 'nin'
  ? readonly Value[]
  : Name extends 'between'
    ? readonly [Value, Value]
    : Name extends 'isnull'
      ? boolean
      : Name extends 'has' | 'overlaps'
        ? unknown
        : Value;

/** What a value may be compared with; a moment also with its text. */
type Compared<Value> = Value extends Date ? Date | string : Value extends Scalar ? Value : unknown;

/** Comparisons of one field. */
export type FieldFilter<Value> = {
  readonly [Name in Operator]?: Operand<Compared<NonNullable<Value>>, Name>;
};

type PropertyFilter<Value> =
  NonNullable<Value> extends Scalar
    ? FieldFilter<Value>
    : NonNullable<Value> extends readonly Scalar[]
      ? FieldFilter<unknown>
      : { readonly [Name in 'some' | 'none' | 'every']?: EntityFilter<Related<Value>> };

/** Fields of embedded objects and of rows that to-one relations lead to: `address.city`, `author.name`. */
type PathName<Entity> =
  | Exclude<FieldName<Entity>, PropertyName<Entity>>
  | {
      [Name in RelationName<Entity>]:
        `${Name}.${PropertyName<Related<Entity[Name]>>}` | `${Name}.${RelationName<Related<Entity[Name]>>}.${string}`;
    }[RelationName<Entity>];

/** A filter as an object: the tree that `POST /books/search` takes, in the names of the entity. */
export type EntityFilter<Entity> = {
  readonly [Name in PropertyName<Entity>]?: PropertyFilter<Entity[Name]>;
} & { readonly [Name in PathName<Entity>]?: FieldFilter<unknown> } & {
  readonly and?: readonly EntityFilter<Entity>[];
  readonly or?: readonly EntityFilter<Entity>[];
  readonly not?: EntityFilter<Entity>;
};

/** Names of relations, and of those that they lead to: `author`, `author.country`. */
type IncludeName<Entity> = RelationName<Entity> | `${RelationName<Entity>}.${string}`;

/** For whom something is done. */
export interface OnBehalf {
  /**
   * Whose access rules hold, tenant and scope included: rows that it may not see are not there, fields that it may not
   * read are not set. Default: the application itself, for whom no rule holds.
   */
  readonly as?: Principal;
}

/** Which rows are counted. */
export interface RowsQuestion<Entity> extends OnBehalf {
  readonly filter?: EntityFilter<Entity>;
  /** Words that are looked for in the resource's search fields. */
  readonly search?: string;
  /** Softly deleted rows as well, or alone. Default: without them. */
  readonly deleted?: 'with' | 'only';
}

/** A question about many rows, in the names of the entity. */
export interface ListOptions<Entity> extends RowsQuestion<Entity> {
  /** Default: that of the resource. */
  readonly ordering?: readonly OrderingName<Entity>[];
  /** Declared relations to load. */
  readonly include?: readonly IncludeName<Entity>[];
  /** Rows in a page, up to the resource's `maxPageSize`. Default: its `pageSize`. */
  readonly pageSize?: number;
  /** Page by number, from 1. Default: pages are walked through by cursor. */
  readonly page?: number;
  /** `next` or `previous` of another page of the same question. */
  readonly cursor?: string;
  /** Whether rows are counted. Default `none`. */
  readonly count?: CountMode;
}

/** A question about one row. */
export interface ReadOptions<Entity> extends OnBehalf {
  /** Declared relations to load. */
  readonly include?: readonly IncludeName<Entity>[];
  /** A softly deleted row as well, or alone. Default: it is not there. */
  readonly deleted?: 'with' | 'only';
}

/** What a change may be told. */
export interface ChangeOptions extends OnBehalf {
  /** The version that the row must still have. Default: any; code that needs one says so, here or in the data. */
  readonly version?: string | number;
}

/** Rows of one page. */
export interface EntityPage<Entity> {
  readonly results: Entity[];
  /** Rows in all; `undefined` where they were not counted. */
  readonly count: number | undefined;
  /** Whether more rows follow on the way that is walked. */
  readonly hasMore: boolean;
  /** Cursors of the pages beside this one; `null` where there is none, and for pages by number. */
  readonly next: string | null;
  readonly previous: string | null;
}

/** What an upsert did. */
export interface UpsertedEntity<Entity> {
  readonly created: boolean;
  readonly entity: Entity;
}
