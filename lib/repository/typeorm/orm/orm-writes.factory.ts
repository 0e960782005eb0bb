import type { DataSource, EntityManager, ObjectLiteral } from 'typeorm';
import { LightApiError } from '../../../common/light-api.error.js';
import { rowNotPermitted } from '../../../common/row-not-permitted.error.js';
import { itemQuestion } from '../../../query/plain-questions.js';
import { ALL_VISIBLE, type ItemQuestion, type Visibility } from '../../../query/question.js';
import type { Operation } from '../../../resource/operation.js';
import type { Payload } from '../../../resource/payload.js';
import { createEntitySerializer } from '../../../serializer/entity.serializer.js';
import { createValueWriter } from '../../../serializer/value-writer.factory.js';
import type { FoundItem, StoredItem } from '../../resource-repository.js';
import type { LinkedTable } from '../compiled/linked-table.js';
import { isAboutRow, placeError } from '../errors/placed-error.js';
import type { RelationWrites } from '../relation-writes/relation-writes.js';
import type { RelatableRepository } from '../repository-lookup.js';
import { runTransaction } from '../run-transaction.js';
import type { SetColumn } from '../set-column.js';
import { sharesOneConnection } from '../write-lock.js';
import type { EntityLoader } from './entity.loader.js';
import type { EntityReader } from './entity.reader.js';
import { createEntityWriter, insertsThroughSave, versionOf } from './entity.writer.js';

/** The side of the repository that writes. */
export type OrmWrites = Pick<
  RelatableRepository,
  'create' | 'createMany' | 'update' | 'replace' | 'remove' | 'restore'
>;

/** What the writes have from the repository that they belong to. */
export interface OrmReading {
  readonly reader: EntityReader;
  readonly loader: EntityLoader;
  /** What an error of the database is in the API. */
  readonly map: (error: unknown, operation: Operation) => unknown;
  /** Runs work so that errors of the database become problems of the API. */
  readonly guard: <Result>(operation: Operation, work: () => Promise<Result>) => Promise<Result>;
  readonly readItem: (manager: EntityManager, query: ItemQuestion) => Promise<FoundItem | undefined>;
  /** Writes what bodies bring for relations. */
  readonly relations: RelationWrites;
}

/** Each write is a transaction of its own, or a part of the one that runs. */
export function createOrmWrites(table: LinkedTable, dataSource: DataSource, reads: OrmReading): OrmWrites {
  const { resource } = table;
  const writer = createEntityWriter(table, dataSource, reads.reader);
  const fields = resource.representation.read;
  const serializer = createEntitySerializer(fields, resource.representation);
  const keyWriters = table.key.map(({ field, metadata: column }) => {
    const write = createValueWriter(field);
    return (entity: object): string => write(column.getEntityValue(entity));
  });
  const keyTextOf = (entity: object): readonly string[] => keyWriters.map((write) => pathText(write(entity)));
  const keyJson = (entity: object): string => keyWriters.map((write) => write(entity)).join();
  const keyOf = (entity: object): unknown[] =>
    table.key.map(({ metadata: column }) => column.getEntityValue(entity) as unknown);
  // A repeatable snapshot, so that `save` cannot find a row that was not there when its key was looked up.
  const isolation = !sharesOneConnection(dataSource) && insertsThroughSave(table) ? 'REPEATABLE READ' : undefined;
  const transact = <Result>(operation: Operation, work: (manager: EntityManager) => Promise<Result>): Promise<Result> =>
    reads.guard(operation, () => runTransaction(dataSource, work, operation === 'create' ? isolation : undefined));

  const readWritten = async (manager: EntityManager, query: ItemQuestion): Promise<FoundItem> => {
    const item = await reads.readItem(manager, query);
    // Listeners may change more than a body says: a row that may not be written any more is taken back.
    if (item === undefined) throw rowNotPermitted();
    return item;
  };
  const answer = async (
    manager: EntityManager,
    query: ItemQuestion,
    entity: ObjectLiteral | undefined,
  ): Promise<FoundItem | undefined> =>
    entity && readWritten(manager, { ...query, key: keyOf(entity), keyFields: undefined, deleted: 'with' });
  const insert = async (manager: EntityManager, payload: Payload, set?: readonly SetColumn[]): Promise<StoredItem> => {
    const entity = await writer.insert(manager, payload, set);
    const item = await readWritten(manager, itemQuestion(keyOf(entity), fields, { deleted: 'with' }));
    return { ...item, key: keyTextOf(entity) };
  };
  const insertTogether = async (
    manager: EntityManager,
    payloads: readonly Payload[],
    set?: readonly SetColumn[],
  ): Promise<readonly StoredItem[]> => {
    const entities = await writer.insertMany(manager, payloads, set);
    const keys = entities.map((entity) => ({ values: keyOf(entity), text: keyJson(entity) }));
    const loaded = await reads.loader.loadRows(manager, keys, fields);
    return entities.map((entity, index) => {
      const found = loaded.get(keys[index]!.text);
      if (found === undefined) throw new LightApiError('LA400', 'No such item.');
      const row = serializer.write(found.entity, found.columns);
      return { row, version: versionOf(table.metadata, found.entity), key: keyTextOf(entity) };
    });
  };
  /** A row with what its body brings for relations. */
  const create = (payload: Payload, visibility: Visibility, set: readonly SetColumn[] = []): Promise<StoredItem> => {
    const { relations } = reads;
    if (!relations.concerns(payload)) return transact('create', (manager) => insert(manager, payload, set));
    return transact('create', () =>
      relations.create(payload, visibility, (owned) =>
        transact('create', (manager) => insert(manager, payload, [...owned, ...set])),
      ),
    );
  };
  const change = (
    operation: 'update' | 'replace',
    query: ItemQuestion,
    payload: Payload,
  ): Promise<FoundItem | undefined> => {
    const { relations } = reads;
    const run = (set?: readonly SetColumn[]): Promise<FoundItem | undefined> =>
      transact(operation, async (manager) =>
        answer(manager, query, await writer[operation](manager, query, payload, set)),
      );
    return relations.concerns(payload) ? transact(operation, () => relations.change(query, payload, run)) : run();
  };
  const insertEach = async (
    payloads: readonly Payload[],
    visibility: Visibility,
    set?: readonly SetColumn[],
  ): Promise<readonly StoredItem[]> => {
    const items: StoredItem[] = [];
    for (const [index, payload] of payloads.entries()) {
      try {
        items.push(await create(payload, visibility, set));
      } catch (error) {
        throw placeError(reads.map(error, 'create'), `/${index}`);
      }
    }
    return items;
  };

  return {
    create: (payload, visibility = ALL_VISIBLE) => create(payload, visibility),
    createMany: (payloads, visibility = ALL_VISIBLE, set) =>
      transact('create', async () => {
        if (payloads.some((payload) => reads.relations.concerns(payload))) return insertEach(payloads, visibility, set);
        try {
          return await runTransaction(dataSource, (inner) => insertTogether(inner, payloads, set));
        } catch (error) {
          // The database does not say which of the rows it was.
          if (!isAboutRow(reads.map(error, 'create'))) throw error;
          return insertEach(payloads, visibility, set);
        }
      }),
    update: (query, payload) => change('update', query, payload),
    replace: (query, payload) => change('replace', query, payload),
    remove: (query) => transact('remove', async (manager) => (await writer.remove(manager, query)) !== undefined),
    restore: (query) =>
      transact('restore', async (manager) => answer(manager, query, await writer.restore(manager, query))),
  };
}

/** A key value as it stands in a path, out of its JSON text. */
function pathText(json: string): string {
  return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}
