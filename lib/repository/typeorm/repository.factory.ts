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

/** Joins a resource with its table once the data source is up. Each side is served by the executor chosen for it. */
export function createResourceRepository(resource: Resource, dataSource: DataSource): LinkedRepository {
  const execution = chooseExecution(resource, dataSource.getMetadata(resource.entity as never), dataSource);
  const compiled = (): ResourceRepository => createCompiledRepository(resource, dataSource);
  const orm = (): ResourceRepository => createOrmRepository(resource, dataSource);
  const reads = execution.reads === 'compiled' ? compiled() : orm();
  const writes = execution.writes === execution.reads ? reads : execution.writes === 'compiled' ? compiled() : orm();
  return { repository: reads === writes ? reads : split(reads, writes), execution };
}

function split(reads: ResourceRepository, writes: ResourceRepository): ResourceRepository {
  return {
    list: (query) => reads.list(query),
    read: (query) => reads.read(query),
    create: (payload) => writes.create(payload),
    update: (query, payload) => writes.update(query, payload),
    replace: (query, payload) => writes.replace(query, payload),
    remove: (query) => writes.remove(query),
  };
}
