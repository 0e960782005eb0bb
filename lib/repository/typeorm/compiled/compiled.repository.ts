import type { DataSource } from 'typeorm';
import type { PermittedQuery } from '../../../query/permitted-query.js';
import type { ItemQuestion, ListQuestion, RelatedQuestion, Visibility } from '../../../query/question.js';
import type { Operation } from '../../../resource/operation.js';
import type { Payload } from '../../../resource/payload.js';
import type { Resource } from '../../../resource/resource.js';
import type {
  FoundItem,
  JudgedItem,
  ListResult,
  NewRowConditions,
  RelatedRows,
  StoredItem,
} from '../../resource-repository.js';
import { mapDriverError } from '../driver-error.mapper.js';
import { runApplicationWork } from '../run-application-work.js';
import { RelationWrites } from '../relation-writes/relation-writes.js';
import type { RelatableRepository, RepositoryLookup } from '../repository-lookup.js';
import type { SetColumn } from '../set-column.js';
import { ChangeOperation, type ChangedRow } from './change.operation.js';
import { CreateManyOperation } from './create-many.operation.js';
import { CreateOperation } from './create.operation.js';
import { createEngine, type Engine } from './engine.factory.js';
import { linkTable, type LinkedTable } from './linked-table.js';
import { ListOperation } from './list.operation.js';
import { ReadOperation } from './read.operation.js';
import { RelatedOperation } from './relations/related.operation.js';
import { RemoveOperation } from './remove.operation.js';

/**
 * A repository whose statements are compiled: everything that depends on metadata is made here, once the data source is
 * up, and a request only puts fragments together. Rows go from the wire to JSON text without becoming objects.
 *
 * @throws TypeError for a driver without compiled statements, or a field without a column.
 */
export function createCompiledRepository(
  resource: Resource,
  dataSource: DataSource,
  repositoryOf: RepositoryLookup,
): RelatableRepository {
  const engine = createEngine(resource, dataSource);
  const table = linkTable(resource, dataSource, engine.dialect);
  const reads = new ReadOperation(table, engine, repositoryOf);
  const relations = new RelationWrites(table, engine, repositoryOf, (question) => reads.read(question, 'reread'));
  const creates = new CreateOperation(table, engine, reads);
  const map = (error: unknown): unknown => mapDriverError(error, resource, table.metadata, 'create');
  return new CompiledRepository(
    dataSource,
    table,
    engine,
    new ListOperation(table, engine, repositoryOf),
    reads,
    new RelatedOperation(table, engine, repositoryOf),
    relations,
    creates,
    new CreateManyOperation(table, engine, creates, relations, map),
    new ChangeOperation(table, engine, reads),
    new ChangeOperation(table, engine, reads, true),
    new RemoveOperation(table, engine),
  );
}

const NOTHING_SENT: Payload = Object.freeze(Object.create(null) as Payload);

class CompiledRepository implements RelatableRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly table: LinkedTable,
    private readonly engine: Engine,
    private readonly lists: ListOperation,
    private readonly reads: ReadOperation,
    private readonly relatedRows: RelatedOperation,
    private readonly relations: RelationWrites,
    private readonly creates: CreateOperation,
    private readonly manyCreates: CreateManyOperation,
    private readonly changes: ChangeOperation,
    private readonly demandingChanges: ChangeOperation,
    private readonly removes: RemoveOperation,
  ) {}

  list(query: PermittedQuery<ListQuestion>): Promise<ListResult> {
    return this.guard('list', () => this.lists.list(query));
  }

  read(query: PermittedQuery<ItemQuestion>): Promise<FoundItem | undefined> {
    return this.guard('read', () => this.reads.read(query));
  }

  related(query: PermittedQuery<RelatedQuestion>): Promise<RelatedRows> {
    return this.guard('list', () => this.relatedRows.related(query));
  }

  create(payload: Payload, visibility: Visibility): Promise<StoredItem> {
    const { creates, relations } = this;
    if (!relations.concerns(payload)) return this.write('create', () => creates.create(payload));
    return this.guard('create', () => relations.create(payload, visibility, (set) => creates.create(payload, set)));
  }

  createAtOnce(
    payload: Payload,
    _visibility: Visibility,
    conditions: NewRowConditions,
  ): Promise<JudgedItem | undefined> {
    const { creates, relations } = this;
    if (relations.concerns(payload) || !creates.canJudge(conditions)) return Promise.resolve(undefined);
    return this.guard('create', () =>
      this.demanded(
        () => creates.createJudged(payload, conditions),
        () => Promise.resolve(undefined),
      ),
    );
  }

  update(query: PermittedQuery<ItemQuestion>, payload: Payload): Promise<FoundItem | undefined> {
    return this.change('update', query, payload, (changes, set) => changes.update(query, payload, set));
  }

  replace(query: PermittedQuery<ItemQuestion>, payload: Payload): Promise<FoundItem | undefined> {
    return this.change('replace', query, payload, (changes, set) => changes.replace(query, payload, set));
  }

  remove(query: PermittedQuery<ItemQuestion>): Promise<boolean> {
    return this.write('remove', () => this.removes.remove(query));
  }

  createMany(
    payloads: readonly Payload[],
    visibility: Visibility,
    set?: readonly SetColumn[],
  ): Promise<readonly StoredItem[]> {
    return this.guard('create', () => this.manyCreates.createMany(payloads, visibility, set));
  }

  restore(query: PermittedQuery<ItemQuestion>): Promise<FoundItem | undefined> {
    return this.change('restore', query, NOTHING_SENT, (changes) => changes.restore(query));
  }

  transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    const { resource, metadata } = this.table;
    return runApplicationWork(this.dataSource, work, (error) => mapDriverError(error, resource, metadata));
  }

  /**
   * One statement where its engine can answer with the row and look at it, unless relations are written as well. Else, and
   * where that statement has failed for what may be the access rule, step by step in a transaction.
   */
  private change(
    operation: Operation,
    query: ItemQuestion,
    payload: Payload,
    write: (changes: ChangeOperation, set?: readonly SetColumn[]) => Promise<ChangedRow | undefined>,
  ): Promise<FoundItem | undefined> {
    const { relations, changes, demandingChanges, engine } = this;
    const answer = (changed: ChangedRow): Promise<FoundItem | undefined> => changes.answer(query, changed);
    if (relations.concerns(payload)) {
      return this.guard(operation, () => relations.change(query, payload, (set) => write(changes, set), answer));
    }
    const work = async (by: ChangeOperation): Promise<FoundItem | undefined> => {
      const changed = await write(by);
      return changed && answer(changed);
    };
    if (query.filter === undefined) return this.write(operation, () => work(changes));
    const inSteps = (): Promise<FoundItem | undefined> => engine.transaction(() => work(changes));
    return this.guard(operation, () =>
      demandingChanges.demandsOf(query) ? this.demanded(() => work(demandingChanges), inSteps) : inSteps(),
    );
  }

  /** A write of one statement; where it failed for what may be a condition that it demands, the exact way. */
  private async demanded<Result>(atOnce: () => Promise<Result>, exactly: () => Promise<Result>): Promise<Result> {
    try {
      return await this.engine.write(atOnce);
    } catch (error) {
      if (!this.engine.dialect.demand!.mayBeWhy(error)) throw error;
    }
    return exactly();
  }

  /** Runs a write that is stored by one statement. */
  private write<Result>(operation: Operation, work: () => Promise<Result>): Promise<Result> {
    return this.guard(operation, () => this.engine.write(work));
  }

  /** Errors of the database become problems of the API. */
  private async guard<Result>(operation: Operation, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw mapDriverError(error, this.table.resource, this.table.metadata, operation);
    }
  }
}
