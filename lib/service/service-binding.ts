import type { Principal } from '../common/principal.js';
import type { ParameterTable } from '../query/parameter-table.js';
import type { EntityMaker } from '../repository/entity-maker.js';
import type { ResourceRepository } from '../repository/resource-repository.js';
import type { Payload } from '../resource/payload.js';
import type { Resource } from '../resource/resource.js';
import type { EntityInput } from './entity-input.js';
import type { ResourceOperations } from './resource.operations.js';

/** What is made of the data of code: the same as of a body. */
export interface ReadData {
  readonly payload: Payload;
  readonly version: string | undefined;
}

/** Kinds of data that code writes. */
export type DataOperation = 'create' | 'replace' | 'update' | 'upsert';

/** What a service works with. */
export interface ServiceBinding {
  readonly resource: Resource;
  readonly repository: ResourceRepository;
  /** What the routes ask, hooks included, and without what a class of the application overrides. */
  readonly operations: ResourceOperations;
  readonly entities: EntityMaker;
  readonly input: EntityInput;
  /**
   * Validates data. Code writes every column that TypeORM lets it write; on behalf of a caller only what that may write.
   *
   * @param principal whose rights hold; `undefined` for the code itself
   */
  readonly parse: (
    operation: DataOperation,
    body: object,
    principal: Principal | undefined,
  ) => ReadData | Promise<ReadData>;
  /** What a body has said, by the properties of the entity. */
  readonly dataOf: (payload: Payload) => Record<string, unknown>;
  /** What was sent, with what an overriding method has made of it; that is held to the rules of data of code. */
  readonly merged: (payload: Payload, operation: 'create' | 'update', data: object) => Promise<Payload>;
  /** The words of a question, with as much in them as the principal may know. */
  readonly wordsFor: (principal: Principal) => ParameterTable;
}

const bindings = new WeakMap<object, ServiceBinding>();

/** Gives a service what it works with; the container has made it without. */
export function bindService(service: object, binding: ServiceBinding): void {
  bindings.set(service, binding);
}

/** @throws TypeError for a service that belongs to no resource, or is asked before the application is made. */
export function bindingOf(service: object): ServiceBinding {
  const binding = bindings.get(service);
  if (binding === undefined) {
    throw new TypeError(
      `${service.constructor.name} belongs to no resource of a running application: name it in the option "service".`,
    );
  }
  return binding;
}

/** Whether a service belongs to a resource already. */
export function isBound(service: object): boolean {
  return bindings.has(service);
}
