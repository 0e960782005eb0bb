import type { DataSource, EntityManager, ObjectLiteral } from 'typeorm';
import { LightApiError } from '../../../common/light-api.error.js';
import { rowNotPermitted } from '../../../common/row-not-permitted.error.js';
import { itemQuestion } from '../../../query/plain-questions.js';
import type { ItemQuestion, Visibility } from '../../../query/question.js';
import type { Field } from '../../../resource/field.js';
import type { Operation } from '../../../resource/operation.js';
import type { Payload } from '../../../resource/payload.js';
import { createEntitySerializer, type EntitySerializer } from '../../../serializer/entity.serializer.js';
import { createValueWriter } from '../../../serializer/value-writer.factory.js';
import type { FoundItem, StoredItem } from '../../resource-repository.js';
import type { LinkedTable } from '../compiled/linked-table.js';
import { isAboutRow, placeError } from '../errors/placed-error.js';
import { pathText } from '../path-text.js';
import type { RelationWrites } from '../relation-writes/relation-writes.js';
import type { RelatableRepository } from '../repository-lookup.js';
import { runTransaction } from '../run-transaction.js';
import type { SetColumn } from '../set-column.js';
import { sharesOneConnection } from '../write-lock.js';
import type { EntityLoader } from './entity.loader.js';
import type { EntityReader } from './entity.reader.js';
import {
  createEntityWriter,
  insertsThroughSave,
  versionOf,
  type EntityChange,
  type EntityWriter,
} from './entity.writer.js';

/** What the writes have from the repository that they belong to. */
export interface OrmReading {
  readonly reader: EntityReader;
  readonly loader: EntityLoader;
  readonly relations: RelationWrites;
  /** What an error of the database is in the API. */
  readonly map: (error: unknown, operation: Operation) => unknown;
  /** Runs work so that errors of the database become problems of the API. */
  readonly guard: <Result>(operation: Operation, work: () => Promise<Result>) => Promise<Result>;
  readonly readItem: (manager: EntityManager, query: ItemQuestion) => Promise<FoundItem | undefined>;
}

type Writes = Pick<RelatableRepository, 'create' | 'createMany' | 'update' | 'replace' | 'remove' | 'restore'>;

/** The side of the repository that writes. Each write is a transaction of its own, or a part of the one that runs. */
export class OrmWrites implements Writes {
  private readonly fields: readonly Field[];
  private readonly writer: EntityWriter;
  private readonly serializer: EntitySerializer;
  private readonly keyWriters: readonly ((entity: object) => string)[];
  /** Of creates: a repeatable snapshot, so that `save` cannot find a row that was not there when its key was looked up. */
  private readonly isolation: 'REPEATABLE READ' | undefined;

  constructor(
    private readonly table: LinkedTable,
    private readonly dataSource: DataSource,
    private readonly reads: OrmReading,
  ) {
    const { representation } = table.resource;
    this.fields = representation.read;
    this.writer = createEntityWriter(table, dataSource, reads.reader);
    this.serializer = createEntitySerializer(this.fields, representation);
    this.keyWriters = table.key.map(({ field, metadata: column }) => {
      const write = createValueWriter(field);
      return (entity) => write(column.getEntityValue(entity));
    });
    this.isolation = !sharesOneConnection(dataSource) && insertsThroughSave(table) ? 'REPEATABLE READ' : undefined;
  }

  create(payload: Payload, visibility: Visibility): Promise<StoredItem> {
    return this.transact('create', (manager) => this.insert(manager, payload, visibility, []));
  }

  createMany(
    payloads: readonly Payload[],
    visibility: Visibility,
    set: readonly SetColumn[] = [],
  ): Promise<readonly StoredItem[]> {
    return this.transact('create', async (manager) => {
      if (payloads.some((payload) => this.reads.relations.concerns(payload))) {
        return this.insertEach(manager, payloads, visibility, set);
      }
      try {
        return await runTransaction(this.dataSource, (inner) => this.insertTogether(inner, payloads, set));
      } catch (error) {
        // The database does not say which of the rows it was.
        if (!isAboutRow(this.reads.map(error, 'create'))) throw error;
        return this.insertEach(manager, payloads, visibility, set);
      }
    });
  }

  update(query: ItemQuestion, payload: Payload): Promise<FoundItem | undefined> {
    return this.change('update', query, payload, this.writer.update);
  }

  replace(query: ItemQuestion, payload: Payload): Promise<FoundItem | undefined> {
    return this.change('replace', query, payload, this.writer.replace);
  }

  remove(query: ItemQuestion): Promise<boolean> {
    return this.transact('remove', async (manager) => (await this.writer.remove(manager, query)) !== undefined);
  }

  restore(query: ItemQuestion): Promise<FoundItem | undefined> {
    return this.transact('restore', async (manager) => {
      const entity = await this.writer.restore(manager, query);
      return entity && this.answer(manager, query, entity);
    });
  }

  private transact<Result>(operation: Operation, work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    const isolation = operation === 'create' ? this.isolation : undefined;
    return this.reads.guard(operation, () => runTransaction(this.dataSource, work, isolation));
  }

  private change(
    operation: Operation,
    query: ItemQuestion,
    payload: Payload,
    write: EntityChange,
  ): Promise<FoundItem | undefined> {
    const { relations } = this.reads;
    return this.transact(operation, async (manager) => {
      const answer = (entity: ObjectLiteral): Promise<FoundItem> => this.answer(manager, query, entity);
      if (relations.concerns(payload)) {
        return relations.change(query, payload, (set) => write(manager, query, payload, set), answer);
      }
      const entity = await write(manager, query, payload);
      return entity && answer(entity);
    });
  }

  private async insert(
    manager: EntityManager,
    payload: Payload,
    visibility: Visibility,
    set: readonly SetColumn[],
  ): Promise<StoredItem> {
    const { relations } = this.reads;
    if (!relations.concerns(payload)) return this.stored(manager, await this.writer.insert(manager, payload, set));
    let entity!: ObjectLiteral;
    await relations.create(payload, visibility, async (owned) => {
      entity = await this.writer.insert(manager, payload, [...owned, ...set]);
      return this.stored(manager, entity);
    });
    // A getter may speak of rows that were not related to it before.
    return this.stored(manager, entity);
  }

  private async insertTogether(
    manager: EntityManager,
    payloads: readonly Payload[],
    set: readonly SetColumn[],
  ): Promise<readonly StoredItem[]> {
    const entities = await this.writer.insertMany(manager, payloads, set);
    const keys = entities.map((entity) => ({
      values: this.keyOf(entity),
      text: this.keyWriters.map((write) => write(entity)).join(),
    }));
    const loaded = await this.reads.loader.loadRows(manager, keys, this.fields);
    return entities.map((entity, index) => {
      const found = loaded.get(keys[index]!.text);
      if (found === undefined) throw new LightApiError('LA400', 'No such item.');
      const row = this.serializer.write(found.entity, found.columns);
      return { row, version: versionOf(this.table.metadata, found.entity), key: this.keyTextsOf(entity) };
    });
  }

  private async insertEach(
    manager: EntityManager,
    payloads: readonly Payload[],
    visibility: Visibility,
    set: readonly SetColumn[],
  ): Promise<readonly StoredItem[]> {
    const items: StoredItem[] = [];
    for (const [index, payload] of payloads.entries()) {
      try {
        items.push(await this.insert(manager, payload, visibility, set));
      } catch (error) {
        throw placeError(this.reads.map(error, 'create'), `/${index}`);
      }
    }
    return items;
  }

  private async stored(manager: EntityManager, entity: ObjectLiteral): Promise<StoredItem> {
    const item = await this.readWritten(manager, itemQuestion(this.keyOf(entity), this.fields, { deleted: 'with' }));
    return { ...item, key: this.keyTextsOf(entity) };
  }

  private answer(manager: EntityManager, query: ItemQuestion, entity: ObjectLiteral): Promise<FoundItem> {
    return this.readWritten(manager, { ...query, key: this.keyOf(entity), keyFields: undefined, deleted: 'with' });
  }

  private async readWritten(manager: EntityManager, query: ItemQuestion): Promise<FoundItem> {
    const item = await this.reads.readItem(manager, query);
    // Listeners may change more than a body says: a row that may not be written any more is taken back.
    if (item === undefined) throw rowNotPermitted();
    return item;
  }

  private keyOf(entity: object): unknown[] {
    return this.table.key.map(({ metadata: column }) => column.getEntityValue(entity) as unknown);
  }

  private keyTextsOf(entity: object): readonly string[] {
    return this.keyWriters.map((write) => pathText(write(entity)));
  }
}
