import type { Type } from '@nestjs/common';
import type { AccessRule, AccessRules, FieldRules } from './access-rule.js';
import type { ActionOption } from './action.options.js';
import type { EnhancerOptions } from './enhancer.options.js';
import type { FieldName, OrderingName, OwnerName, Related, RelationName, SearchName } from './entity-names.js';
import type { EntitySchemaLike } from './entity-target.js';
import type { FieldAccess } from './field.js';
import type { BasicOperation, Operation } from './operation.js';
import type { Operator } from './operator.js';
import type { ResourceHooks } from './resource-hooks.js';
import type {
  BodyLimits,
  BulkLimits,
  CacheRules,
  CountMode,
  CrossFieldProblem,
  IdempotencyRules,
  Locking,
  RelationWrites,
  QueryLimits,
} from './resource.js';

/** One rule for every operation, or rules by operation. */
export type AccessOption<FieldPath extends string = string> = AccessRule<FieldPath> | AccessRules<FieldPath>;

/** Rows that belong to tenants, told apart by a column that every resource has. */
export interface TenancyOptions {
  /** Field that holds the tenant: `tenantId`. Set when a row is created; no body can hold it. */
  readonly field: string;
  /** Claim of the caller that names the tenant. Default: the name of the field. Who has none sees no row. */
  readonly claim?: string;
}

/** What clients may do with one relation. Its target has to be a resource of the same application. */
export interface RelationOptions<Target = object> {
  /** May stand in `include`. Default `true`. */
  readonly include?: boolean;
  /** May stand in the paths of filters and of `ordering`. Default `true`. */
  readonly filter?: boolean;
  /** A to-many relation has a route of its own: `GET /authors/:id/books`. Default `true`. */
  readonly route?: boolean;
  /** Rows of a to-many relation that one included item carries, unless the client asks for another number. Default 20. */
  readonly pageSize?: number;
  /** Order of the rows of a to-many relation. Default: that of the target's own lists. */
  readonly ordering?: readonly OrderingName<Target>[];
  /**
   * What the body of a create or an update may do with it: `link` takes keys of rows that exist, `create` also new
   * rows, for relations that cascade. Default `none`.
   */
  readonly write?: RelationWrites;
  /** Name of the resource it leads to, for an entity that is exposed more than once. */
  readonly resource?: string;
  readonly description?: string;
}

/** Relations by name with the defaults of {@link RelationOptions}, or with options. */
export type RelationsOption<Entity> =
  | readonly RelationName<Entity>[]
  | { readonly [Name in RelationName<Entity>]?: RelationOptions<Related<Entity[Name]>> };

/** How long answers are kept: for `ttlMs` (default 60,000) by the server, for `maxAgeMs` (default 0) by clients. */
export type CacheOption = boolean | Partial<CacheRules>;

/** Paging and counting of lists. */
export interface PaginationOptions {
  /** Rows in a page when the client does not say. Default 20. */
  readonly pageSize?: number;
  /** Largest `page_size` a client may ask for. Default 100. */
  readonly maxPageSize?: number;
  /** Rows that page pagination may skip. Default 10,000. */
  readonly maxOffset?: number;
  /** How `count` is found. Default `exact`. */
  readonly count?: CountMode;
}

/** Limits on what a client may send. See {@link QueryLimits} and {@link BodyLimits} for units and defaults. */
export type LimitOptions = Partial<Omit<QueryLimits, 'pageSize' | 'maxPageSize' | 'maxOffset'> & BodyLimits>;

/** Which fields travel in which direction; names not listed stay out. */
export interface SerializerFields<Entity> {
  /** Fields of an item. */
  readonly read?: readonly FieldName<Entity>[];
  /** Fields of a row in a list; defaults to `read`. */
  readonly list?: readonly FieldName<Entity>[];
  /** Fields that a body may carry. */
  readonly write?: readonly FieldName<Entity>[];
}

/** Everything that can be said about one exposed entity. */
export interface ResourceOptions<Entity extends object = object> extends EnhancerOptions {
  /** Singular name in docs, operation ids and generated classes. Default: the entity's class name. */
  readonly name?: string;
  /** Route path. Default: the name in kebab case and plural, `OrderItem` → `order-items`. */
  readonly path?: string;
  /**
   * Operations to expose. Default: `list`, `read`, `create`, `replace`, `update` and `remove`. With an empty list the
   * entity has no routes of its own, and is there only for the relations of others.
   */
  readonly operations?: readonly BasicOperation[];
  /** Relations that clients may use. Default: none. */
  readonly relations?: RelationsOption<Entity>;
  /**
   * What keeps updates of an entity with a `@VersionColumn` from overwriting each other: `required` demands `If-Match` or
   * the version in the body, `optional` heeds them when they are sent, `none` ignores versions. Default `required`.
   */
  readonly locking?: Locking;
  /**
   * For an entity with a `@DeleteDateColumn`: `POST /:id/restore` and the parameter `deleted=only|with`. Default: neither.
   */
  readonly softDelete?: { readonly restore?: boolean; readonly show?: boolean };
  /** `POST /books/bulk` creates, updates and removes many items in one transaction. Default: no such route. */
  readonly bulk?: boolean | Partial<BulkLimits>;
  /**
   * Fields of a unique key: `POST /books/upsert` creates a row or changes the one that has it. Those that tell whose a row
   * is, or of which tenant, are set from the caller. Default: no such route.
   */
  readonly upsert?: readonly FieldName<Entity>[];
  /** Creates heed `Idempotency-Key`. Default: they do not. `true` keeps answers for 24 hours. */
  readonly idempotency?: boolean | Partial<IdempotencyRules>;
  /**
   * Keeps the answers of lists and reads until one of their rows changes, and for `ttlMs` at most; where rows of other
   * resources have a part in an answer, these have to keep answers as well. Default: they are not kept. `true` keeps them
   * for a minute.
   */
  readonly cache?: CacheOption;
  /**
   * Who may do what: one rule for everything, or rules by operation. Default: that of the context, else of `forRoot`, else
   * everybody may do everything, which an application in production refuses for a resource that can be written.
   */
  readonly access?: AccessOption<OwnerName<Entity>>;
  /** Narrows every operation to rows that meet the rule, whatever `access` says. */
  readonly scope?: AccessRule<OwnerName<Entity>>;
  /** `false`: rows belong to no tenant, in an application with `tenancy`. */
  readonly tenancy?: false;
  /** What clients may do with single fields, over what the column says: a word, or rules about who may. */
  readonly fields?: { readonly [Name in FieldName<Entity>]?: FieldAccess | FieldRules };
  /** Fields that may be filtered, or the operators of each. Default: every readable field, with the operators of its type. */
  readonly filter?: readonly FieldName<Entity>[] | { readonly [Name in FieldName<Entity>]?: readonly Operator[] };
  /** Order of lists when the client gives none. Default: by key. */
  readonly ordering?: readonly OrderingName<Entity>[];
  /**
   * Text fields that `search=` looks into, also through relations. Default: none, so that there is no `search` parameter.
   */
  readonly search?: readonly SearchName<Entity>[];
  readonly pagination?: PaginationOptions;
  readonly limits?: LimitOptions;
  /** Fields per direction, or a class-transformer class that shapes every answer. */
  readonly serializer?: SerializerFields<Entity> | Type<object>;
  /** A rule over several fields, run after the field rules on create, replace and update. */
  validate?(
    value: Readonly<Partial<Entity>>,
    context: { readonly operation: 'create' | 'replace' | 'update' },
  ): CrossFieldProblem[] | void | Promise<CrossFieldProblem[] | void>;
  /** Status of a body that breaks a rule. Default 400. */
  readonly validationStatus?: 400 | 422;
  /**
   * What the application does around writes and reads, in this order: injectable classes, made in the module of the
   * context. Default: nothing.
   */
  readonly hooks?: readonly Type<ResourceHooks<NoInfer<Entity>>>[];
  /**
   * A class that extends `ResourceService`: the routes go through the methods that it overrides. Default: none, and code
   * works with the plain one.
   */
  readonly service?: Type<object>;
  /** Names in the API. Default: the entity's property names. */
  readonly naming?: 'property' | 'snake_case';
  /** OpenAPI tags. Default: the resource's name. */
  readonly tags?: readonly string[];
  readonly description?: string;
  /**
   * Guards, interceptors, pipes and filters of single operations, inside of those of the resource. Those of `list` stand
   * around all three ways to ask for a list, those of `read` also around the lists of relations behind an item. An upsert
   * and a bulk request are operations of their own, whatever they write.
   */
  readonly enhancers?: { readonly [Name in Operation]?: EnhancerOptions };
  /**
   * A class that extends `ResourceController`, in the place of the generated controller: it overrides handlers, and adds
   * routes below the path of the resource. Default: none.
   */
  readonly controller?: Type<{ list(...asked: never[]): unknown; readonly operations: object }>;
  /** What else can be done: `{ publish: PublishBook }` is `POST /books/:id/publish`. Default: nothing. */
  readonly actions?: { readonly [name: string]: ActionOption<Entity> };
}

/** A resource with its options, as `forFeature` takes it beside bare entity classes. */
export interface ResourceDeclaration<Entity extends object = object> extends ResourceOptions<Entity> {
  readonly entity: Type<Entity> | EntitySchemaLike;
}

/** Options that make sense for every resource of an application. */
export interface ResourceDefaults extends Pick<
  ResourceOptions,
  'operations' | 'pagination' | 'limits' | 'validationStatus' | 'naming' | 'locking' | 'idempotency' | 'cache'
> {
  /** Who may do what, for resources that do not say so themselves, nor their contexts. Their fields have to fit it. */
  readonly access?: AccessOption;
}
