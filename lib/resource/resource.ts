import type { Type } from '@nestjs/common';
import type { Action } from './action.js';
import type { EntityTarget } from './entity-target.js';
import type { Field } from './field.js';
import type { Operation } from './operation.js';
import type { ResourceAccess } from './resource-access.js';

/** What a client may ask of lists, with every limit resolved. */
export interface QueryLimits {
  /** Rows in a page when `page_size` is absent. Default 20. */
  readonly pageSize: number;
  /** Largest `page_size`. Default 100. */
  readonly maxPageSize: number;
  /** Rows that page pagination may skip; past it a cursor is required. Default 10,000. */
  readonly maxOffset: number;
  /** Length of the raw query string, in bytes. Default 8,192. */
  readonly maxQueryBytes: number;
  /** Filter conditions in one question. Default 32. */
  readonly maxConditions: number;
  /** Items in one list value (`in`, `nin`, …). Default 200. */
  readonly maxListItems: number;
  /** Keys in `ordering`. Default 4. */
  readonly maxSortKeys: number;
  /** Levels of a filter tree; a comparison is one. Default 4. */
  readonly maxFilterDepth: number;
  /** Nodes of a filter tree. Default 64. */
  readonly maxFilterNodes: number;
  /** Relations in a row that `include` may follow. Default 3. */
  readonly maxIncludeDepth: number;
  /** Relations that one `include` may name, those on the way to others counted. Default 10. */
  readonly maxIncludes: number;
  /** Rows that the relations of one answer may bring, were all of their pages full. Default 200,000. */
  readonly maxIncludedRows: number;
  /** Time the database may spend on one statement, in milliseconds. Default 4,000. */
  readonly statementTimeoutMs: number;
}

/** What a client may send in a body, with every limit resolved. */
export interface BodyLimits {
  /** Size of the body, in bytes. Default 100,000. */
  readonly maxBytes: number;
  /** Keys in the whole document. Default 1,000. */
  readonly maxKeys: number;
  /** Nesting depth. Default 20. */
  readonly maxDepth: number;
  /** Problems listed in one answer. Default 20. */
  readonly maxErrors: number;
}

/** How the `count` of a list is found unless the client says so itself. */
export type CountMode = 'exact' | 'estimated' | 'none';

export interface SortKey {
  readonly field: Field;
  readonly direction: 'asc' | 'desc';
  /** To-one relations that lead to the row that has the field; absent for the row itself. */
  readonly via?: readonly Relation[];
}

/** A text field that `search=` looks into, in the row itself or in related rows. */
export interface SearchField {
  readonly field: Field;
  readonly via: readonly Relation[];
}

/** How updates are kept from overwriting each other: by version, when a client sends it or always. */
export type Locking = 'required' | 'optional' | 'none';

/** What a bulk request may hold. */
export interface BulkLimits {
  /** Items in one request. Default 1,000. */
  readonly maxItems: number;
  /** Size of the body, in bytes. Default 1,048,576. */
  readonly maxBytes: number;
}

/** How long the answer to a create is kept for requests that repeat its `Idempotency-Key`. */
export interface IdempotencyRules {
  /** In milliseconds. Default 86,400,000, a day. */
  readonly retentionMs: number;
}

/** How long answers are kept. */
export interface CacheRules {
  /** On the side of the server, where they are dropped as soon as one of their rows changes; in milliseconds. Default 60,000. */
  readonly ttlMs: number;
  /** By clients and proxies, which do not hear of changes; in milliseconds. Default 0. */
  readonly maxAgeMs: number;
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

/** What a body may do with a relation: nothing, name rows that exist, or bring new ones along as well. */
export type RelationWrites = 'none' | 'link' | 'create';

/** A declared relation to the rows of another resource. */
export interface Relation {
  /** Name in the API: `author`, `reviews`. */
  readonly name: string;
  /** TypeORM's property path. */
  readonly property: string;
  /** Rows on the other side of one row of this side. */
  readonly kind: 'one' | 'many';
  /** Whether a to-one relation may lead nowhere. */
  readonly nullable: boolean;
  /** May stand in `include`. */
  readonly includable: boolean;
  /** May stand in the path of a filter and, when it is to-one, of `ordering`. */
  readonly filterable: boolean;
  /** Has a route of its own: `GET /authors/:id/books`. Only of to-many relations. */
  readonly routed: boolean;
  /** Rows of a to-many relation that one included item carries, unless the client asks for another number. */
  readonly pageSize: number;
  readonly writes: RelationWrites;
  /** Fields of this side that hold the key of the other; absent where they are not on this side. */
  readonly foreignKey?: readonly Field[];
  /** Fields of the other side that hold the key of this one; absent where they are not on the other side. */
  readonly inverseKey?: readonly Field[];
  readonly description: string | undefined;
  /** The resource that declares it. */
  readonly source: Resource;
  /** The resource whose rows are on the other side. */
  readonly target: Resource;
  /** Order of the rows of a to-many relation; complete, with the key as tie-break. */
  readonly sort: readonly SortKey[];
}

/** A column as the application's own code knows it, whatever clients may do with it. */
export interface ResourceColumn {
  readonly field: Field;
  /** Name that options use: `authorId`, whatever the API calls it. */
  readonly name: string;
  /** TypeORM selects it unless it is told otherwise. */
  readonly isSelected: boolean;
  /** May be set when a row is created: neither generated nor kept by TypeORM. */
  readonly isInsertable: boolean;
  readonly isUpdatable: boolean;
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
  /** What else can be done with it, by name. */
  readonly actions: ReadonlyMap<string, Action>;
  /** Primary key in column order; at least one. */
  readonly key: readonly Field[];
  /** Every field that is readable or writable, and those that hold the owner of a row, in declaration order. */
  readonly fields: readonly Field[];
  readonly fieldByName: ReadonlyMap<string, Field>;
  /** Every column of the entity, hidden ones included: what the application's own code reads and writes. */
  readonly columns: readonly ResourceColumn[];
  /** Declared relations by their name in the API, in declaration order. */
  readonly relations: ReadonlyMap<string, Relation>;
  readonly access: ResourceAccess;
  readonly representation: Representation;
  /** Sort used when the client gives none, without the tie-break. */
  readonly defaultSort: readonly SortKey[];
  /** Fields that `search=` looks into. */
  readonly searchFields: readonly SearchField[];
  /** The column that counts changes, when there is one. */
  readonly version: Field | undefined;
  readonly locking: Locking;
  /** Whether rows are hidden by their date of deletion instead of being removed. */
  readonly softDeletes: boolean;
  /** Whether clients may ask for softly deleted rows with `deleted=`. */
  readonly showsDeleted: boolean;
  readonly bulk: BulkLimits | undefined;
  /** Fields of the unique key that an upsert finds its row by. */
  readonly upsertKey: readonly Field[] | undefined;
  readonly idempotency: IdempotencyRules | undefined;
  readonly count: CountMode;
  /** `undefined` where answers are not kept. */
  readonly cache: CacheRules | undefined;
  readonly limits: QueryLimits & BodyLimits;
  /** Status of a body that breaks a rule. */
  readonly validationStatus: 400 | 422;
  readonly validate?: CrossFieldValidator;
  readonly tags: readonly string[];
  readonly description?: string;
}
