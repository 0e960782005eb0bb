import type {
  DataSource,
  EntityMetadata,
  EntitySubscriberInterface,
  ObjectLiteral,
  QueryRunner,
  TransactionCommitEvent,
  TransactionRollbackEvent,
} from 'typeorm';
import type { ChangeFeed } from '../../events/change-feed.js';
import type { TableChange } from '../../events/table-change.js';
import { removalReach, tableName } from './write-reach.js';

/** What the events of TypeORM about rows have in common. */
interface RowEvent {
  readonly metadata: EntityMetadata;
  readonly queryRunner: QueryRunner;
  readonly entity?: ObjectLiteral;
  readonly databaseEntity?: ObjectLiteral;
}

/**
 * Says what the application has changed by TypeORM itself: its repositories, its EntityManager and their query builders.
 * Our compiled statements go past all subscribers, and say so themselves.
 */
export class ChangeSubscriber implements EntitySubscriberInterface {
  private readonly noted = new WeakMap<QueryRunner, TableChange[]>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly feed: ChangeFeed,
  ) {}

  afterInsert(event: RowEvent): Promise<void> {
    return this.note(event, [{ table: this.tableOf(event), rows: [] }]);
  }

  afterUpdate(event: RowEvent): Promise<void> {
    return this.note(event, [this.anyRow(event)]);
  }

  afterSoftRemove(event: RowEvent): Promise<void> {
    return this.note(event, [this.anyRow(event)]);
  }

  afterRecover(event: RowEvent): Promise<void> {
    return this.note(event, [this.anyRow(event)]);
  }

  afterRemove(event: RowEvent): Promise<void> {
    return this.note(event, [this.anyRow(event), ...removalReach(event.metadata, this.dataSource)]);
  }

  /** Also at the end of a savepoint, after which nothing is stored yet. */
  async afterTransactionCommit({ queryRunner }: TransactionCommitEvent): Promise<void> {
    const changes = this.noted.get(queryRunner);
    if (changes === undefined || queryRunner.isTransactionActive) return;
    this.noted.delete(queryRunner);
    await this.feed.changed(changes);
  }

  afterTransactionRollback({ queryRunner }: TransactionRollbackEvent): void {
    if (!queryRunner.isTransactionActive) this.noted.delete(queryRunner);
  }

  private async note({ queryRunner }: RowEvent, changes: readonly TableChange[]): Promise<void> {
    if (!queryRunner.isTransactionActive) return this.feed.changed(changes);
    const noted = this.noted.get(queryRunner);
    if (noted === undefined) this.noted.set(queryRunner, [...changes]);
    else noted.push(...changes);
  }

  /** Events do not always name the row, and a key may be among what was changed. */
  private anyRow(event: RowEvent): TableChange {
    return { table: this.tableOf(event), rows: undefined };
  }

  private tableOf({ metadata }: RowEvent): string {
    return tableName(this.dataSource, metadata);
  }
}

/** Listens to a data source, once. */
export function watchDataSource(dataSource: DataSource, feed: ChangeFeed): void {
  if (dataSource.subscribers.some((subscriber) => subscriber instanceof ChangeSubscriber)) return;
  dataSource.subscribers.push(new ChangeSubscriber(dataSource, feed));
}
