import type { DataSource } from 'typeorm';
import type { Resource } from '../../resource/resource.js';
import type { ResourceRepository } from '../resource-repository.js';
import { createCompiledRepository } from './compiled/compiled.repository.js';
import { chooseExecution, type Execution } from './execution.js';
import { createOrmRepository } from './orm/orm.repository.js';

/** What stores the rows of a resource, and how it was decided. */
export interface LinkedRepository {
  readonly repository: ResourceRepository;
  readonly execution: Execution;
}

/**
 * Joins a resource with its table once the data source is up. Each side is served by the executor chosen for it. The
 * choice falls when it is first asked for: subscribers that are providers of Nest add themselves while it makes them.
 */
export function createResourceRepository(resource: Resource, dataSource: DataSource): LinkedRepository {
  let chosen: ChosenExecutors | undefined;
  const executors = (): ChosenExecutors => (chosen ??= chooseExecutors(resource, dataSource));
  return {
    get execution() {
      return executors().execution;
    },
    repository: {
      list: (query) => executors().reads.list(query),
      read: (query) => executors().reads.read(query),
      create: (payload) => executors().writes.create(payload),
      update: (query, payload) => executors().writes.update(query, payload),
      replace: (query, payload) => executors().writes.replace(query, payload),
      remove: (query) => executors().writes.remove(query),
    },
  };
}

interface ChosenExecutors {
  readonly execution: Execution;
  readonly reads: ResourceRepository;
  readonly writes: ResourceRepository;
}

function chooseExecutors(resource: Resource, dataSource: DataSource): ChosenExecutors {
  const execution = chooseExecution(resource, dataSource.getMetadata(resource.entity as never), dataSource);
  const compiled = (): ResourceRepository => createCompiledRepository(resource, dataSource);
  const orm = (): ResourceRepository => createOrmRepository(resource, dataSource);
  const reads = execution.reads === 'compiled' ? compiled() : orm();
  const writes = execution.writes === execution.reads ? reads : orm();
  return { execution, reads, writes };
}
