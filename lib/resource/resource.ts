import type { Type } from '@nestjs/common';
import type { EntityTarget } from './entity-target.js';
import type { Field } from './field.js';
import type { Operation } from './operation.js';

/** What a client may ask of lists, with every limit resolved. */
export interface QueryLimits {
  /** Rows in a page when `page_size` is absent. */
  readonly pageSize: number;
  /** Largest `page_size`. */
  readonly maxPageSize: number;
  /** Rows that page pagination may skip; past it a cursor is required. */
  readonly maxOffset: number;
  /** Length of the raw query string, in bytes. */
  readonly maxQueryBytes: number;
  /** Filter conditions in one question. */
  readonly maxConditions: number;
  /** Items in one list value (`in`, `nin`, …). */
  readonly maxListItems: number;
  /** Keys in `ordering`. */
  readonly maxSortKeys: number;
  /** Time the database may spend on one statement, in milliseconds. */
  readonly statementTimeoutMs: number;
}

/** What a client may send in a body, with every limit resolved. */
export interface BodyLimits {
  /** Size of the body, in bytes. */
  readonly maxBytes: number;
  /** Keys in the whole document. */
  readonly maxKeys: number;
  /** Nesting depth. */
  readonly maxDepth: number;
  /** Problems listed in one answer. */
  readonly maxErrors: number;
}

/** How the `count` of a list is found unless the client says so itself. */
export type CountMode = 'exact' | 'estimated' | 'none';

export interface SortKey {
  readonly field: Field;
  readonly direction: 'asc' | 'desc';
}

/** How rows become answers: chosen per operation at boot. */
export interface Representation {
  /** Fields of an item (read, create, replace and update answers), in order. */
  readonly read: readonly Field[];
  /** Fields of a row of a list, in order. */
  readonly list: readonly Field[];
  /** Getters of the entity class that are exposed beside the columns. */
  readonly computed: readonly ComputedField[];
  /** A class-transformer class that shapes every answer, when the resource names one. */
  readonly view?: Type<object>;
}

/** A getter of the entity class, exposed with class-transformer's `@Expose()`. */
export interface ComputedField {
  readonly name: string;
  /** Name of the getter on the entity. */
  readonly property: string;
  readonly type: 'string' | 'number' | 'boolean' | 'datetime' | 'json';
}

/** A cross-field rule of the resource: returns the problems, or throws, or returns nothing. */
export type CrossFieldValidator = (
  value: Readonly<Record<string, unknown>>,
  context: { readonly operation: 'create' | 'replace' | 'update' },
) => CrossFieldProblem[] | void | Promise<CrossFieldProblem[] | void>;

/** A problem that a cross-field rule found. */
export interface CrossFieldProblem {
  /** API name of the field it is about; absent when it is about the body as a whole. */
  readonly field?: string;
  readonly message: string;
}

/**
 * One exposed entity, complete and frozen: the noun of the whole library. The boot walk makes it, the request walk
 * reads it, and nothing changes it in between.
 */
export interface Resource {
  /** Singular class-like name, unique in an application: `Book`. Names of generated classes begin with it. */
  readonly name: string;
  readonly entity: EntityTarget;
  /** Name of TypeORM's entity, which differs from `name` when an entity is exposed twice. */
  readonly entityName: string;
  /** The context (module) that exposes it, as diagnostics name it. */
  readonly context: string;
  /** Route path without slashes at the ends: `library/books`. */
  readonly path: string;
  /** Name of the TypeORM data source; `default` unless the context names another. */
  readonly dataSource: string;
  readonly operations: ReadonlySet<Operation>;
  /** Primary key in column order; at least one. */
  readonly key: readonly Field[];
  /** Every field that is readable or writable, in declaration order. */
  readonly fields: readonly Field[];
  readonly fieldByName: ReadonlyMap<string, Field>;
  readonly representation: Representation;
  /** Sort used when the client gives none, without the tie-break. */
  readonly defaultSort: readonly SortKey[];
  /** Fields that `search=` looks into. */
  readonly searchFields: readonly Field[];
  readonly count: CountMode;
  readonly limits: QueryLimits & BodyLimits;
  /** Status of a body that breaks a rule. */
  readonly validationStatus: 400 | 422;
  readonly validate?: CrossFieldValidator;
  readonly tags: readonly string[];
  readonly description?: string;
}
