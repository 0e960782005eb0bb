import type { Principal } from '../common/principal.js';
import type { EntityData } from './entity-question.js';

/** What a hook is told beside the row. */
export interface HookContext<Entity extends object = object> {
  /** Name of the resource: `Book`. */
  readonly resource: string;
  readonly operation: 'create' | 'update' | 'replace' | 'remove' | 'restore' | 'read' | 'list';
  /** Who asks; `undefined` for the application itself. */
  readonly principal: Principal | undefined;
  /** The row as it is before the change; `undefined` for a new one, and for reads. */
  readonly previous: Entity | undefined;
  /** Id of the request; `undefined` outside of one. */
  readonly requestId: string | undefined;
}

/** What a change came to, told once it is stored. */
export interface CommittedRow<Entity extends object = object> {
  readonly resource: string;
  readonly operation: 'create' | 'update' | 'replace' | 'remove' | 'restore';
  /** The row as it is stored now; for a removal as it was. */
  readonly entity: Entity;
  /** The row before; `undefined` for a new one. */
  readonly previous: Entity | undefined;
  readonly principal: Principal | undefined;
  readonly requestId: string | undefined;
}

/** Data that a hook may still change. */
export type HookData<Entity> = { -readonly [Name in keyof EntityData<Entity>]: EntityData<Entity>[Name] };

type Later<Result> = Result | Promise<Result>;

/**
 * What an application does around the writes and reads of a resource. Each is optional. Those around a write run in its
 * transaction: what they throw takes everything back and is the answer, a LightApiError or an HttpException as a problem.
 *
 * A hook may change the data that it is given or answer with other data; what it has changed is held to the rules of the
 * columns, as data of code is. `beforeUpdate` and `afterUpdate` are also for replaces and restores.
 */
export interface ResourceHooks<Entity extends object = object> {
  beforeCreate?(data: HookData<Entity>, context: HookContext<Entity>): Later<HookData<Entity> | void>;
  afterCreate?(entity: Entity, context: HookContext<Entity>): Later<void>;
  beforeUpdate?(data: HookData<Entity>, context: HookContext<Entity>): Later<HookData<Entity> | void>;
  afterUpdate?(entity: Entity, context: HookContext<Entity>): Later<void>;
  beforeRemove?(entity: Entity, context: HookContext<Entity>): Later<void>;
  afterRemove?(entity: Entity, context: HookContext<Entity>): Later<void>;
  /** Before rows are looked for, with `read` or `list` as the operation; what it throws is the answer. */
  beforeRead?(context: HookContext<Entity>): Later<void>;
  /** Rows that are about to be answered, complete; what it changes in them is answered, by the resource's output list. */
  afterRead?(rows: Entity[], context: HookContext<Entity>): Later<void>;
  /** Told once for each row, in their order, when the transaction is stored. What it throws is logged. */
  afterCommit?(change: CommittedRow<Entity>): Later<void>;
}

/** Names of hooks, as boot looks for them. */
export const HOOK_NAMES = [
  'beforeCreate',
  'afterCreate',
  'beforeUpdate',
  'afterUpdate',
  'beforeRemove',
  'afterRemove',
  'beforeRead',
  'afterRead',
  'afterCommit',
] as const satisfies readonly (keyof ResourceHooks)[];

export type HookName = (typeof HOOK_NAMES)[number];
