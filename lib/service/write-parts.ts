import type { ResourceRepository } from '../repository/resource-repository.js';
import type { Resource } from '../resource/resource.js';

/** What a write works with. */
export interface WriteParts {
  readonly resource: Resource;
  readonly repository: ResourceRepository;
  /** What stores the rows of any other resource of the application. */
  readonly repositoryOf: (resource: Resource) => ResourceRepository;
}
