import type { DataSource } from 'typeorm';
import { once } from '../../common/once.js';
import type { ChangeFeed } from '../../events/change-feed.js';
import type { Resource } from '../../resource/resource.js';
import { announceWrites } from './announced.repository.js';
import { answerSources } from './answer-sources.js';
import { createCompiledRepository } from './compiled/compiled.repository.js';
import { identityOf } from './database-identity.js';
import { createEntityMaker } from './entity-maker.factory.js';
import { chooseExecution, type Execution } from './execution.js';
import { createOrmRepository } from './orm/orm.repository.js';
import type { LinkedResource, RelatableRepository, RepositoryLookup } from './repository-lookup.js';
import { whenCommitted } from './transaction.js';
import { TypeormEntityStore } from './typeorm-entity.store.js';
import { reachOf } from './write-reach.js';

/**
 * Joins a resource with its table once the data source is up. Each side is served by the executor chosen for it. The
 * choice falls when it is first asked for: subscribers that are providers of Nest add themselves while it makes them. The
 * executors are made for the first request.
 */
export function createResourceRepository(
  resource: Resource,
  dataSource: DataSource,
  repositoryOf: (resource: Resource) => LinkedResource,
  feed: ChangeFeed,
): LinkedResource {
  const metadata = dataSource.getMetadata(resource.entity as never);
  const reach = reachOf(metadata, dataSource);
  const execution = once(() => chooseExecution(resource, metadata, dataSource));
  const executors = once(() => createExecutors(execution(), resource, dataSource, repositoryOf));
  const repository: RelatableRepository = {
    list: (query) => executors().reads.list(query),
    read: (query) => executors().reads.read(query),
    create: (payload, visibility) => executors().writes.create(payload, visibility),
    createAtOnce: (...row) => executors().writes.createAtOnce(...row),
    update: (query, payload) => executors().writes.update(query, payload),
    replace: (query, payload) => executors().writes.replace(query, payload),
    remove: (query) => executors().writes.remove(query),
    related: (query) => executors().reads.related(query),
    createMany: (payloads, visibility, set) => executors().writes.createMany(payloads, visibility, set),
    restore: (query) => executors().writes.restore(query),
    transaction: (work) => executors().writes.transaction(work),
  };
  const { tables, mixesOwnRows } = answerSources(metadata, dataSource);
  return {
    get execution() {
      return execution();
    },
    maker: createEntityMaker(resource, dataSource, (other) => repositoryOf(other).maker),
    whenCommitted: (work) => whenCommitted(dataSource, work),
    repository: announceWrites(repository, { resource, dataSource, reach, feed }),
    entities: new TypeormEntityStore(resource, dataSource),
    table: reach.table,
    origin: identityOf(dataSource).origin,
    sources: tables,
    mixesOwnRows,
  };
}

interface Executors {
  readonly reads: RelatableRepository;
  readonly writes: RelatableRepository;
}

function createExecutors(
  execution: Execution,
  resource: Resource,
  dataSource: DataSource,
  repositoryOf: RepositoryLookup,
): Executors {
  const compiled = (): RelatableRepository => createCompiledRepository(resource, dataSource, repositoryOf);
  const orm = (): RelatableRepository => createOrmRepository(resource, dataSource, repositoryOf);
  const reads = execution.reads === 'compiled' ? compiled() : orm();
  return { reads, writes: execution.writes === execution.reads ? reads : orm() };
}
