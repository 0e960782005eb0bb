import type { BootProblem } from './compiler/boot.error.js';
import type { PendingLinks } from './compiler/pending-links.js';
import type { IdempotencyStore } from './repository/idempotency-store.js';
import type { ResourceSchemas, SchemasLookup } from './http/resource-schemas.js';
import type { LinkedResource } from './repository/typeorm/repository-lookup.js';
import type { RegisteredFeature } from './resource/resource.registry.js';

/** A context in a running application: its resources, and what stores each one's rows. */
export interface LinkedFeature extends RegisteredFeature<BootProblem> {
  readonly links: ReadonlyMap<string, LinkedResource>;
  /** Where answers to creates are kept by idempotency key; `undefined` without a data source. */
  readonly idempotency: IdempotencyStore | undefined;
  /** Begins to hear what the application changes in the data source by TypeORM itself; done again it changes nothing. */
  readonly watchOrm: () => void;
  /** Relations to join with their targets, once every context is there. */
  readonly pending: readonly PendingLinks[];
  /** What there is to say of its resources in the OpenAPI document, by their names. */
  readonly schemas: ReadonlyMap<string, ResourceSchemas>;
  /** Finishes what needs the other side of relations; done again it changes nothing. */
  readonly complete: (schemasOf: SchemasLookup) => void;
}
