import type { Type } from '@nestjs/common';
import type { Principal } from '../common/principal.js';
import type { AccessRule } from './access-rule.js';
import type { EnhancerOptions } from './enhancer.options.js';
import type { OwnerName } from './entity-names.js';

/** What an action on a collection is given. */
export interface CollectionActionContext<Body = undefined> {
  /** An instance of the body class, after its rules; `undefined` for an action without one. */
  readonly body: Body;
  /** Who asks. */
  readonly principal: Principal;
  /** Stores a new or changed entity by TypeORM, as a part of the action's transaction. */
  readonly save: <Stored extends object>(entity: Stored) => Promise<Stored>;
  /** Deletes an entity by TypeORM, as a part of the action's transaction. */
  readonly remove: (entity: object) => Promise<void>;
}

/** What an action on an item is given. */
export interface ActionContext<Entity extends object = object, Body = undefined> extends CollectionActionContext<Body> {
  /**
   * The row that the path names, as TypeORM makes it: one that the caller may read, and may do this with. In a transaction
   * it is locked until that ends, where the engine can lock rows. Columns with `select: false` are not loaded.
   */
  readonly row: Entity;
}

/** An injectable class that does one thing with an item: the option `run` of an action, or the action itself. */
export interface ResourceAction<Entity extends object = object, Body = undefined> {
  run(context: ActionContext<Entity, Body>): unknown;
}

/** The same for an action on a collection. */
export interface CollectionAction<Body = undefined> {
  run(context: CollectionActionContext<Body>): unknown;
}

/** A function in the place of such a class. Compared as a method is, so that it may ask for the body class by its name. */
export type ActionFunction<Context> = { run(context: Context): unknown }['run'];

/** HTTP methods that an action may have. */
export const ACTION_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export type ActionMethod = (typeof ACTION_METHODS)[number];

/**
 * What an action answers with: the resource's own representation of the row, nothing at all (204), or what it returns in
 * the shape of a class, or a list of that. Only what such a class has under `@Expose()` leaves.
 */
export type ActionAnswer = 'resource' | 'nothing' | Type<object> | readonly [Type<object>];

/** What all actions may be told. */
export interface ActionSettings<Entity extends object = object, Body = unknown> extends EnhancerOptions {
  /** Default `POST`. */
  readonly method?: ActionMethod;
  /** The last segment of the path. Default: the name in kebab case, `sendInvoice` → `send-invoice`. */
  readonly path?: string;
  /**
   * Who may do so, and with which rows. Default: who may update, or for a `GET` who may read. On a collection there is no
   * row that a rule could be about, so only whom the rule allows every row may do so.
   */
  readonly access?: AccessRule<OwnerName<Entity>>;
  /** A class with class-validator's decorators. Default: no body is read. */
  readonly body?: Type<Body>;
  /** Default: `resource` for an item, `nothing` for a collection. */
  readonly answer?: ActionAnswer;
  /** Status of an answer that is well, 200 to 299. Default 200, or 204 for `nothing`. */
  readonly status?: number;
  /** One line in the OpenAPI document. Default: made of the name. */
  readonly summary?: string;
  readonly description?: string;
  /** Statuses that the code of the action throws, beside those of every write: `{ 409: 'It is published already.' }`. */
  readonly problems?: Readonly<Record<number, string>>;
  /**
   * Whether all that it does is stored as a whole or not at all. Default `true`. After a deadlock it runs again, up to three
   * times.
   */
  readonly transaction?: boolean;
}

/** `POST /books/:id/publish` */
export interface ItemActionOptions<Entity extends object = object, Body = unknown> extends ActionSettings<
  Entity,
  Body
> {
  readonly scope?: 'item';
  readonly run: Type<ResourceAction<Entity, Body>> | ActionFunction<ActionContext<Entity, Body>>;
}

/** `POST /books/import` */
export interface CollectionActionOptions<Entity extends object = object, Body = unknown> extends ActionSettings<
  Entity,
  Body
> {
  readonly scope: 'collection';
  readonly run: Type<CollectionAction<Body>> | ActionFunction<CollectionActionContext<Body>>;
}

export type ActionOptions<Entity extends object = object, Body = unknown> =
  ItemActionOptions<Entity, Body> | CollectionActionOptions<Entity, Body>;

/** An action: a class or a function with all defaults, or options. */
export type ActionOption<Entity extends object = object> =
  | (Type<ResourceAction<Entity, unknown>> & Unscoped)
  | (ActionFunction<ActionContext<Entity, unknown>> & Unscoped)
  | ActionOptions<Entity>;

/** Lets TypeScript tell from the absence of `scope` what the context of `run` is. */
interface Unscoped {
  readonly scope?: undefined;
}

/**
 * Helps TypeScript to know the row and the body of an action that is written as a function.
 *
 * @example
 * ```ts
 * actions: {
 *   publish: action(Book, {
 *     body: PublishBody,
 *     run: async ({ row, body, save }) => save(Object.assign(row, { publishedOn: body.on })),
 *   }),
 * }
 * ```
 */
export function action<Entity extends object, Body = undefined>(
  _entity: Type<Entity>,
  options: ActionOptions<Entity, Body>,
): ActionOptions<Entity> {
  return options as ActionOptions<Entity>;
}
