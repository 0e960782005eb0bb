import type { Visibility } from '../../query/question.js';
import type { Payload } from '../../resource/payload.js';
import type { Resource } from '../../resource/resource.js';
import type { EntityMaker } from '../entity-maker.js';
import type { EntityStore } from '../entity-store.js';
import type { ResourceRepository, StoredItem } from '../resource-repository.js';
import type { Execution } from './execution.js';
import type { SetColumn } from './set-column.js';

/** A repository whose rows may belong to rows of others, which know more of them than a body says. */
export interface RelatableRepository extends ResourceRepository {
  /** @param set columns of every row beside those of the payloads. */
  createMany(
    payloads: readonly Payload[],
    visibility: Visibility,
    set?: readonly SetColumn[],
  ): Promise<readonly StoredItem[]>;
}

/** What stores the rows of a resource, and how it was decided. */
export interface LinkedRepository {
  readonly repository: RelatableRepository;
  readonly execution: Execution;
}

/** A repository, and what is known of its tables. */
export interface LinkedResource extends LinkedRepository {
  /** Its rows as entities, for the application's own code. */
  readonly entities: EntityStore;
  /** Makes its rows into entities. */
  readonly maker: EntityMaker;
  /** Does something once the running transaction is stored, or at once where there is none. What it does is awaited by nobody. */
  readonly whenCommitted: (work: () => Promise<void>) => void;
  /** Name of the table that the rows are in, with that of its database. */
  readonly table: string;
  /** Tells its database from all others. */
  readonly origin: string;
  /**
   * Tables that the rows are made of, its own among them; `undefined` where nobody can tell, so that answers must not be
   * kept.
   */
  readonly sources: readonly string[] | undefined;
  /** Whether a row is also made of other rows of its own table. */
  readonly mixesOwnRows: boolean;
}

/** What stores the rows of any resource of the application; asked only when every context is there. */
export type RepositoryLookup = (resource: Resource) => LinkedRepository;
