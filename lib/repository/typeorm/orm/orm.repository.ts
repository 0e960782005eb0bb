import type { DataSource, EntityManager } from 'typeorm';
import { LightApiError } from '../../../common/light-api.error.js';
import type { ItemQuestion, ListQuestion } from '../../../query/question.js';
import type { Operation } from '../../../resource/operation.js';
import type { Resource } from '../../../resource/resource.js';
import type { Field } from '../../../resource/field.js';
import { createEntitySerializer, type EntitySerializer } from '../../../serializer/entity.serializer.js';
import { createValueWriter } from '../../../serializer/value-writer.factory.js';
import type { ListResult, ResourceRepository } from '../../resource-repository.js';
import { linkTable } from '../compiled/linked-table.js';
import { mapDriverError } from '../driver-error.mapper.js';
import { retryOnWriteConflict } from '../retry-on-write-conflict.js';
import { sharesOneConnection, withWriteLock } from '../write-lock.js';
import { createDialect } from './dialect.factory.js';
import { createEntityReader, type EntityReader } from './entity.reader.js';
import { createEntityWriter, insertsThroughSave } from './entity.writer.js';

/**
 * The repository of a resource whose rows TypeORM itself has to see: listeners, subscribers, single-table inheritance,
 * trees, cascades and getters behave as they do through TypeORM. Slower than compiled statements, with the same answers.
 */
export function createOrmRepository(resource: Resource, dataSource: DataSource): ResourceRepository {
  const table = linkTable(resource, dataSource, createDialect(dataSource));
  const { metadata } = table;
  const sharesConnection = sharesOneConnection(dataSource);
  const reader = createEntityReader(table, dataSource, !sharesConnection);
  const writer = createEntityWriter(table, dataSource, reader);
  const serializerOf = createSerializers(resource);
  const keyTexts = table.key.map(({ field, metadata: column }) => {
    const write = createValueWriter(field);
    return (entity: object): string => pathText(write(column.getEntityValue(entity)));
  });

  /** Errors of the database become problems of the API. */
  const guard = async <Result>(operation: Operation, work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw mapDriverError(error, resource, metadata, operation);
    }
  };
  // A repeatable snapshot, so that `save` cannot find a row that was not there when its key was looked up.
  const isolation = !sharesConnection && insertsThroughSave(table) ? 'REPEATABLE READ' : undefined;
  const transact = <Result>(operation: Operation, work: (manager: EntityManager) => Promise<Result>): Promise<Result> =>
    guard(operation, () =>
      retryOnWriteConflict(() =>
        withWriteLock(dataSource, () =>
          operation === 'create' && isolation ? dataSource.transaction(isolation, work) : dataSource.transaction(work),
        ),
      ),
    );
  const readItem = async (manager: EntityManager, query: ItemQuestion) => {
    const loaded = await reader.findItem(manager, query);
    return loaded && serializerOf(query.fields).write(loaded.entity, loaded.columns);
  };
  const readWritten = async (manager: EntityManager, query: ItemQuestion) => {
    const row = await readItem(manager, query);
    // The row no longer is one that the caller may have: the transaction takes the change back.
    if (row === undefined) throw new LightApiError('LA400', 'No such item.');
    return row;
  };

  return {
    list: (query) => guard('list', () => listPage(dataSource.manager, query, reader, serializerOf(query.fields))),
    read: (query) => guard('read', () => readItem(dataSource.manager, query)),
    create: (payload) =>
      transact('create', async (manager) => {
        const entity = await writer.insert(manager, payload);
        const key = table.key.map(({ metadata: column }) => column.getEntityValue(entity) as unknown);
        const fields = resource.representation.read;
        const row = await readWritten(manager, { kind: 'item', key, filter: undefined, fields });
        return { row, key: keyTexts.map((keyText) => keyText(entity)) };
      }),
    update: (query, payload) =>
      transact('update', async (manager) =>
        (await writer.update(manager, query, payload)) ? readWritten(manager, query) : undefined,
      ),
    replace: (query, payload) =>
      transact('replace', async (manager) =>
        (await writer.replace(manager, query, payload)) ? readWritten(manager, query) : undefined,
      ),
    remove: (query) => transact('remove', (manager) => writer.remove(manager, query)),
  };
}

/** A key value as it stands in a path, out of its JSON text. */
function pathText(json: string): string {
  return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}

function createSerializers({ representation }: Resource): (fields: readonly Field[]) => EntitySerializer {
  const { read, list } = representation;
  const ready = new Map([read, list].map((fields) => [fields, createEntitySerializer(fields, representation)]));
  return (fields) => ready.get(fields) ?? createEntitySerializer(fields, representation);
}

async function listPage(
  manager: EntityManager,
  query: ListQuestion,
  reader: EntityReader,
  serializer: EntitySerializer,
): Promise<ListResult> {
  const page = await reader.findPage(manager, query, query.pageSize + 1);
  const hasMore = page.length > query.pageSize;
  if (hasMore) page.pop();
  const total = query.count === 'none' ? undefined : await totalOf(manager, query, reader, page.length, hasMore);
  const rows = serializer.writeList(
    page.map(({ entity }) => entity),
    page.map(({ columns }) => columns),
  );
  return { rows, length: page.length, hasMore, total };
}

/** A page that is not full tells the total itself; otherwise rows may have come or gone since it was read. */
async function totalOf(
  manager: EntityManager,
  query: ListQuestion,
  reader: EntityReader,
  length: number,
  hasMore: boolean,
): Promise<number> {
  const seen = (query.page - 1) * query.pageSize + length;
  if (!hasMore && (length > 0 || query.page === 1)) return seen;
  const counted = await reader.count(manager, query);
  return hasMore ? Math.max(counted, seen + 1) : counted;
}
