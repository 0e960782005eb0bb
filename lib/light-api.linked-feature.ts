import type { DynamicModule } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { BootProblem } from './compiler/boot.error.js';
import type { PendingLinks } from './compiler/pending-links.js';
import type { IdempotencyStore } from './repository/idempotency-store.js';
import type { ResourceSchemas, SchemasLookup } from './http/resource-schemas.js';
import type { LinkedResource } from './repository/typeorm/repository-lookup.js';
import type { Resource } from './resource/resource.js';
import type { RegisteredFeature } from './resource/resource.registry.js';

/** A context in a running application: its resources, and what stores each one's rows. */
export interface LinkedFeature extends RegisteredFeature<BootProblem> {
  /** What declared it, and the module that it became, as other modules import it. */
  readonly declared: { readonly by: 'forRoot' | 'forFeature'; readonly module: DynamicModule };
  readonly links: ReadonlyMap<string, LinkedResource>;
  /** What its rows are in, and by which name Nest knows it; `undefined` without a data source. */
  readonly database: { readonly name: string; readonly source: DataSource } | undefined;
  /** Where answers to creates are kept by idempotency key; `undefined` without a data source. */
  readonly idempotency: IdempotencyStore | undefined;
  /** Begins to hear what the application changes in the data source by TypeORM itself; done again it changes nothing. */
  readonly watchOrm: () => void;
  /** Relations to join with their targets, once every context is there. */
  readonly pending: readonly PendingLinks[];
  /** What there is to say of its resources in the OpenAPI document, by their names. */
  readonly schemas: ReadonlyMap<string, ResourceSchemas>;
  /** What the boot report says of code that a resource goes through. */
  readonly extensionsOf: (resource: Resource) => string;
  /** Finishes what needs the other side of relations; done again it changes nothing. */
  readonly complete: (schemasOf: SchemasLookup) => void;
}
