import type { ResourceRepository } from '../repository/resource-repository.js';
import type { Resource } from '../resource/resource.js';
import type { RowHooks } from './row-hooks.js';
import type { ServiceWrites } from './service-writes.js';

/** What a write works with. */
export interface WriteParts {
  readonly resource: Resource;
  readonly repository: ResourceRepository;
  /** What stores the rows of any other resource of the application. */
  readonly repositoryOf: (resource: Resource) => ResourceRepository;
  /** What the application does around writes. Default: nothing. */
  readonly hooks?: RowHooks | undefined;
  /** Writes that its service does in its own way. Default: none. */
  readonly own?: ServiceWrites;
}
