import type { DataSource, EntityManager } from 'typeorm';
import type { Operation } from '../../../resource/operation.js';
import type { Resource } from '../../../resource/resource.js';
import { createEngine } from '../compiled/engine.factory.js';
import { linkTable } from '../compiled/linked-table.js';
import { mapDriverError } from '../driver-error.mapper.js';
import { RelationWrites } from '../relation-writes/relation-writes.js';
import type { RelatableRepository, RepositoryLookup } from '../repository-lookup.js';
import { runApplicationWork } from '../run-application-work.js';
import { runWithManager } from '../run-transaction.js';
import { sharesOneConnection } from '../write-lock.js';
import { createEntityLoader } from './entity.loader.js';
import { createEntityReader } from './entity.reader.js';
import { createOrmReads } from './orm-reads.factory.js';
import { OrmWrites } from './orm-writes.js';

/**
 * The repository of a resource whose rows TypeORM itself has to see: listeners, subscribers, single-table inheritance,
 * trees, cascades and getters behave as they do through TypeORM. Slower than compiled statements, with the same answers.
 *
 * @throws TypeError for a driver without compiled statements, or a field without a column.
 */
export function createOrmRepository(
  resource: Resource,
  dataSource: DataSource,
  repositoryOf: RepositoryLookup,
): RelatableRepository {
  const engine = createEngine(resource, dataSource);
  const table = linkTable(resource, dataSource, engine.dialect);
  const { metadata } = table;
  const loader = createEntityLoader(table, dataSource);
  const reader = createEntityReader(table, loader, !sharesOneConnection(dataSource));
  const reads = createOrmReads(table, engine, repositoryOf, { loader, reader });
  const relations = new RelationWrites(table, engine, repositoryOf, (question) =>
    runWithManager(dataSource, (manager) => reads.read(manager, question)),
  );
  const map = (error: unknown, operation: Operation): unknown => mapDriverError(error, resource, metadata, operation);
  /** Errors of the database become problems of the API. */
  const guard = async <Result>(operation: Operation, work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw map(error, operation);
    }
  };
  const ask = <Result>(operation: Operation, work: (manager: EntityManager) => Promise<Result>): Promise<Result> =>
    guard(operation, () => runWithManager(dataSource, work));

  const writes = new OrmWrites(table, dataSource, {
    reader,
    loader,
    relations,
    map,
    guard,
    readItem: (manager, query) => reads.read(manager, query),
  });

  return {
    list: (query) => ask('list', (manager) => reads.list(manager, query)),
    read: (query) => ask('read', (manager) => reads.read(manager, query)),
    related: (query) => ask('list', (manager) => reads.related(manager, query)),
    create: (payload, visibility) => writes.create(payload, visibility),
    createAtOnce: () => Promise.resolve(undefined),
    createMany: (payloads, visibility, set) => writes.createMany(payloads, visibility, set),
    update: (query, payload) => writes.update(query, payload),
    replace: (query, payload) => writes.replace(query, payload),
    remove: (query) => writes.remove(query),
    restore: (query) => writes.restore(query),
    transaction: (work) => runApplicationWork(dataSource, work, (error) => mapDriverError(error, resource, metadata)),
  };
}
