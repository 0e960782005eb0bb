import type {
  DataSource,
  EntityMetadata,
  EntitySubscriberInterface,
  ObjectLiteral,
  QueryRunner,
  TransactionCommitEvent,
  TransactionRollbackEvent,
} from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { ChangeFeed } from '../../events/change-feed.js';
import type { TableChange } from '../../events/table-change.js';
import type { Resource } from '../../resource/resource.js';
import { createEntityRowName, type EntityRowName } from './entity-row-name.js';
import { NotedChanges } from './noted-changes.js';
import { transactionOn } from './transaction.js';
import { sharesOneConnection } from './write-lock.js';
import { reachOf, tableName } from './write-reach.js';

/** What the events of TypeORM about rows have in common. */
interface RowEvent {
  readonly metadata: EntityMetadata;
  readonly queryRunner: QueryRunner;
  readonly entity?: ObjectLiteral;
  /** The row as it was; known to `save` and `remove`, and not to query builders. */
  readonly databaseEntity?: ObjectLiteral;
}

/** Entities whose INSERT can have changed no other row. */
const additions = new WeakSet<object>();

/** Says that an INSERT of these by a query builder overwrites nothing, which its event does not tell. */
export function markAdditions(entities: readonly object[]): void {
  for (const entity of entities) additions.add(entity);
}

/**
 * Says what the application has changed by TypeORM itself: its repositories, its EntityManager and their query builders.
 * Our compiled statements go past all subscribers, and say so themselves.
 */
export class ChangeSubscriber implements EntitySubscriberInterface {
  private readonly noted = new NotedChanges();
  private readonly rowNames = new Map<string, EntityRowName>();
  private batch: { readonly changes: TableChange[]; readonly told: Promise<void> } | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly feed: ChangeFeed,
  ) {}

  /** Takes note of how rows of a resource are named. */
  learn(resource: Resource): void {
    const metadata = this.dataSource.getMetadata(resource.entity as never);
    this.rowNames.set(tableName(this.dataSource, metadata), createEntityRowName(resource, metadata));
  }

  afterInsert(event: RowEvent & { readonly entityId?: unknown }): Promise<void> {
    const { entity, entityId } = event;
    // A query builder does not say whether it was to overwrite the row that is there already.
    const isAddition = entityId !== undefined || (entity !== undefined && additions.has(entity));
    return this.note(event, () => [isAddition ? { table: this.tableOf(event), rows: [] } : this.anyRow(event)]);
  }

  afterUpdate(event: RowEvent & { readonly updatedColumns?: readonly ColumnMetadata[] }): Promise<void> {
    return this.note(event, () => {
      const { referred, ofReferred } = reachOf(event.metadata, this.dataSource);
      const { databaseEntity, updatedColumns = [] } = event;
      const isReferred =
        databaseEntity === undefined || updatedColumns.some(({ propertyPath }) => referred.has(propertyPath));
      return [this.changed(event), ...(isReferred ? ofReferred : [])];
    });
  }

  afterSoftRemove(event: RowEvent): Promise<void> {
    return this.note(event, () => [this.changed(event)]);
  }

  afterRecover(event: RowEvent): Promise<void> {
    return this.note(event, () => [this.changed(event)]);
  }

  afterRemove(event: RowEvent): Promise<void> {
    return this.note(event, () => [this.changed(event), ...reachOf(event.metadata, this.dataSource).ofRemoval]);
  }

  beforeTransactionCommit({ queryRunner }: TransactionCommitEvent): void {
    this.noted.committing(queryRunner);
  }

  /** Also at the end of a savepoint, after which nothing is stored yet. */
  async afterTransactionCommit({ queryRunner }: TransactionCommitEvent): Promise<void> {
    await this.tell(this.noted.committed(queryRunner));
  }

  /** When it comes to this after a COMMIT nobody knows what became of that. */
  async beforeTransactionRollback({ queryRunner }: TransactionRollbackEvent): Promise<void> {
    await this.tell(this.noted.inDoubt(queryRunner));
  }

  async afterTransactionRollback({ queryRunner }: TransactionRollbackEvent): Promise<void> {
    const undone = this.noted.rolledBack(queryRunner);
    // Whoever shares the connection has seen the rows as they were in between.
    if (sharesOneConnection(this.dataSource)) await this.tell(undone);
  }

  private async note(event: RowEvent, changesOf: () => readonly TableChange[]): Promise<void> {
    const { queryRunner, metadata } = event;
    const changes = metadata.isJunction ? this.endsOf(metadata) : changesOf();
    const transaction = transactionOn(this.dataSource, queryRunner);
    if (transaction !== undefined) transaction.willChange(this.feed, changes);
    else if (queryRunner.isTransactionActive) this.noted.add(queryRunner, changes);
    else await this.tellTogether(changes);
  }

  /** Many rows of one statement come as an event each, all at once. */
  private tellTogether(changes: readonly TableChange[]): Promise<void> {
    if (this.batch === undefined) {
      const batch: TableChange[] = [];
      const told = Promise.resolve().then(() => {
        this.batch = undefined;
        return this.feed.changed(batch);
      });
      this.batch = { changes: batch, told };
    }
    this.batch.changes.push(...changes);
    return this.batch.told;
  }

  private async tell(changes: readonly TableChange[] | undefined): Promise<void> {
    if (changes !== undefined) await this.feed.changed(changes);
  }

  /** What links rows is no row of its own: answers know of it by the rows at both ends, which stay what they are. */
  private endsOf({ foreignKeys }: EntityMetadata): readonly TableChange[] {
    return foreignKeys.map(({ referencedEntityMetadata }) => ({
      table: tableName(this.dataSource, referencedEntityMetadata),
      rows: [],
    }));
  }

  private changed(event: RowEvent): TableChange {
    const table = this.tableOf(event);
    const name = event.databaseEntity && this.rowNames.get(table)?.(event.databaseEntity);
    return { table, rows: name === undefined ? undefined : [name] };
  }

  private anyRow(event: RowEvent): TableChange {
    return { table: this.tableOf(event), rows: undefined };
  }

  private tableOf({ metadata }: RowEvent): string {
    return tableName(this.dataSource, metadata);
  }
}

/** Listens to a data source, once, for the resources that are stored there. */
export function watchDataSource(dataSource: DataSource, feed: ChangeFeed, resources: readonly Resource[]): void {
  let subscriber = dataSource.subscribers.find((known) => known instanceof ChangeSubscriber);
  if (subscriber === undefined) {
    subscriber = new ChangeSubscriber(dataSource, feed);
    dataSource.subscribers.push(subscriber);
  }
  for (const resource of resources) subscriber.learn(resource);
}
