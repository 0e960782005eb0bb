import type { DataSource } from 'typeorm';
import type { JsonText } from '../../../common/json-text.js';
import type { PermittedQuery } from '../../../query/permitted-query.js';
import type { ItemQuestion, ListQuestion } from '../../../query/question.js';
import type { Operation } from '../../../resource/operation.js';
import type { Payload } from '../../../resource/payload.js';
import type { Resource } from '../../../resource/resource.js';
import type { ListResult, ResourceRepository, StoredItem } from '../../resource-repository.js';
import { mapDriverError } from '../driver-error.mapper.js';
import { retryOnWriteConflict } from '../retry-on-write-conflict.js';
import { ChangeOperation } from './change.operation.js';
import { CreateOperation } from './create.operation.js';
import { createEngine, type Engine } from './engine.factory.js';
import { linkTable, type LinkedTable } from './linked-table.js';
import { ListOperation } from './list.operation.js';
import { ReadOperation } from './read.operation.js';
import { RemoveOperation } from './remove.operation.js';

/**
 * A repository whose statements are compiled: everything that depends on metadata is made here, once the data source is
 * up, and a request only puts fragments together. Rows go from the wire to JSON text without becoming objects.
 *
 * @throws TypeError for a driver without compiled statements, or a field without a column.
 */
export function createCompiledRepository(resource: Resource, dataSource: DataSource): ResourceRepository {
  const engine = createEngine(resource, dataSource);
  const table = linkTable(resource, dataSource, engine.dialect);
  const reads = new ReadOperation(table, engine);
  return new CompiledRepository(
    table,
    engine,
    new ListOperation(table, engine),
    reads,
    new CreateOperation(table, engine, reads, dataSource),
    new ChangeOperation(table, engine, reads),
    new RemoveOperation(table, engine),
  );
}

class CompiledRepository implements ResourceRepository {
  constructor(
    private readonly table: LinkedTable,
    private readonly engine: Engine,
    private readonly lists: ListOperation,
    private readonly reads: ReadOperation,
    private readonly creates: CreateOperation,
    private readonly changes: ChangeOperation,
    private readonly removes: RemoveOperation,
  ) {}

  async list(query: PermittedQuery<ListQuestion>): Promise<ListResult> {
    try {
      return await this.lists.list(query);
    } catch (error) {
      throw this.mapped(error, 'list');
    }
  }

  async read(query: PermittedQuery<ItemQuestion>): Promise<JsonText | undefined> {
    try {
      return await this.reads.read(query);
    } catch (error) {
      throw this.mapped(error, 'read');
    }
  }

  create(payload: Payload): Promise<StoredItem> {
    return this.write('create', () => this.creates.create(payload));
  }

  update(query: PermittedQuery<ItemQuestion>, payload: Payload): Promise<JsonText | undefined> {
    return this.write('update', () => this.changes.update(query, payload));
  }

  replace(query: PermittedQuery<ItemQuestion>, payload: Payload): Promise<JsonText | undefined> {
    return this.write('replace', () => this.changes.replace(query, payload));
  }

  remove(query: PermittedQuery<ItemQuestion>): Promise<boolean> {
    return this.write('remove', () => this.removes.remove(query));
  }

  private async write<Result>(operation: Operation, work: () => Promise<Result>): Promise<Result> {
    try {
      return await retryOnWriteConflict(() => this.engine.exclusively(work));
    } catch (error) {
      throw this.mapped(error, operation);
    }
  }

  private mapped(error: unknown, operation: Operation): unknown {
    return mapDriverError(error, this.table.resource, this.table.metadata, operation);
  }
}
