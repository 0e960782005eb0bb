import type { DataSource, EntityManager, EntityMetadata, FindOptionsRelations, ObjectLiteral } from 'typeorm';
import { LightApiError } from '../../../common/light-api.error.js';
import { itemQuestion } from '../../../query/plain-questions.js';
import type { ItemQuestion } from '../../../query/question.js';
import type { Payload } from '../../../resource/payload.js';
import { markAdditions } from '../change.subscriber.js';
import type { LinkedTable } from '../compiled/linked-table.js';
import { fieldPointer } from '../../../resource/field-pointer.js';
import type { SetColumn } from '../set-column.js';
import { meetsVersions } from '../version-match.js';
import { createDefaultAssigner } from './default.assigner.js';
import type { EntityReader } from './entity.reader.js';
import { createPayloadAssigner } from './payload.assigner.js';
import { createStampWriter } from './stamp.writer.js';

/** Parameters that every engine takes in one statement. */
const MAX_PARAMETERS = 30_000;

/**
 * Changes an entity by its key and answers with it; with `undefined` when no row has the key and the versions.
 *
 * @param set columns beside those of the payload; given, something of the row has changed even without any.
 */
export type EntityChange = (
  manager: EntityManager,
  query: ItemQuestion,
  payload: Payload,
  set?: readonly SetColumn[],
) => Promise<ObjectLiteral | undefined>;

/**
 * Writes entities the way TypeORM does, inside a transaction of the caller. Rows are locked first, so what they are
 * compared with cannot change any more.
 */
export interface EntityWriter {
  /** Inserts a row, never overwrites one; the instance holds its key afterwards. */
  insert(manager: EntityManager, payload: Payload, set?: readonly SetColumn[]): Promise<ObjectLiteral>;
  /** The same for many rows at once. */
  insertMany(
    manager: EntityManager,
    payloads: readonly Payload[],
    set?: readonly SetColumn[],
  ): Promise<readonly ObjectLiteral[]>;
  readonly update: EntityChange;
  readonly replace: EntityChange;
  /** The entity as it was; `undefined` as above, and so for the next one. */
  remove(manager: EntityManager, query: ItemQuestion): Promise<ObjectLiteral | undefined>;
  /** Takes back a soft deletion, of the row and of those that the relation cascades to. */
  restore(manager: EntityManager, query: ItemQuestion): Promise<ObjectLiteral | undefined>;
}

export function createEntityWriter(table: LinkedTable, dataSource: DataSource, reader: EntityReader): EntityWriter {
  const { metadata } = table;
  const assign = createPayloadAssigner(table);
  const defaults = createDefaultAssigner(table, dataSource);
  const insertsBySave = insertsThroughSave(table);
  const maxRows = rowsInStatement(table, dataSource);
  const withRemoved = createRelationLoader(
    table,
    metadata.deleteDateColumn ? 'isCascadeSoftRemove' : 'isCascadeRemove',
  );
  const withRecovered = createRelationLoader(table, 'isCascadeRecover');
  const withStamps = createStampWriter(table);
  const keyOf = (entity: ObjectLiteral): unknown[] =>
    table.key.map(({ metadata: column }) => column.getEntityValue(entity) as unknown);

  const insertMany = async (
    manager: EntityManager,
    payloads: readonly Payload[],
    set?: readonly SetColumn[],
  ): Promise<ObjectLiteral[]> => {
    const entities: ObjectLiteral[] = [];
    for (const payload of payloads) {
      const entity = manager.create(metadata.target) as ObjectLiteral;
      await assign(manager, entity, payload, set);
      if (insertsBySave) await refuseTakenKey(manager, table, entity);
      entities.push(entity);
    }
    for (let start = 0; start < entities.length; start += maxRows) {
      const part = entities.slice(start, start + maxRows);
      if (insertsBySave) {
        await manager.save(metadata.target, part);
        continue;
      }
      markAdditions(part);
      await manager.insert(metadata.target, part);
    }
    return entities;
  };
  const lock = async (manager: EntityManager, query: ItemQuestion): Promise<ObjectLiteral | undefined> => {
    const entity = await reader.lockItem(manager, query);
    return entity !== undefined && meetsVersions(query.versions, versionOf(metadata, entity)) ? entity : undefined;
  };
  const change = async (
    manager: EntityManager,
    entity: ObjectLiteral,
    payload: Payload,
    set: readonly SetColumn[] | undefined,
    isChanged = set !== undefined,
  ): Promise<ObjectLiteral> => {
    await assign(manager, entity, payload, set);
    await withStamps(manager, entity, keyOf(entity), isChanged, () => manager.save(metadata.target, entity));
    return entity;
  };

  return {
    insert: async (manager, payload, set) => (await insertMany(manager, [payload], set))[0]!,
    insertMany,
    async update(manager, query, payload, set) {
      const entity = await lock(manager, query);
      return entity && change(manager, entity, payload, set);
    },
    async replace(manager, query, payload, set) {
      const locked = await lock(manager, query);
      if (locked === undefined) return undefined;
      const key = keyOf(locked);
      const { kept = [] } = query;
      const isReset = await defaults.resetRow(manager, key, payload, kept);
      const entity = (await reader.lockItem(manager, itemQuestion(key, [], { deleted: 'with' })))!;
      return change(manager, entity, defaults.complete(payload, kept), set, isReset || set !== undefined);
    },
    async remove(manager, query) {
      const entity = await lock(manager, query);
      if (entity === undefined) return undefined;
      const complete = await withRemoved(manager, entity);
      if (metadata.deleteDateColumn) await manager.softRemove(metadata.target, complete);
      else await manager.remove(metadata.target, complete);
      return entity;
    },
    async restore(manager, query) {
      const entity = await lock(manager, { ...query, deleted: 'only' });
      if (entity === undefined) return undefined;
      const complete = await withRecovered(manager, entity);
      await withStamps(manager, complete, keyOf(entity), false, () => manager.recover(metadata.target, complete));
      return complete;
    },
  };
}

/** What the version column of an entity holds, as text; `undefined` without one. */
export function versionOf({ versionColumn }: EntityMetadata, entity: object): string | undefined {
  const version: unknown = versionColumn?.getEntityValue(entity);
  return version === undefined || version === null ? undefined : String(version as number);
}

/** Where INSERT does not answer, TypeORM asks for the rows again, and takes them for others when their keys do not ascend. */
function rowsInStatement({ metadata }: LinkedTable, { driver }: DataSource): number {
  if (!driver.isReturningSqlSupported('insert')) return 1;
  return Math.max(1, Math.floor(MAX_PARAMETERS / metadata.columns.length));
}

/** Only `save` inserts related rows with a row and keeps the books of a tree; an INSERT alone does neither. */
export function insertsThroughSave({ metadata }: LinkedTable): boolean {
  return metadata.treeType !== undefined || metadata.relations.some((relation) => relation.isCascadeInsert);
}

/** `save` would overwrite the row that has the key already. */
async function refuseTakenKey(
  manager: EntityManager,
  { metadata, resource }: LinkedTable,
  entity: ObjectLiteral,
): Promise<void> {
  const key = metadata.getEntityIdMap(entity);
  if (key === undefined) return;
  const isTaken = await manager.exists<ObjectLiteral>(metadata.target, { where: key, withDeleted: true });
  if (!isTaken) return;
  const names = resource.key.map((field) => `"${field.name}"`).join(' and ');
  const detail = `A row with the same ${names} exists already.`;
  const errors = resource.key.map((field) => ({ pointer: fieldPointer(field), code: 'LA401' as const, detail }));
  throw new LightApiError('LA401', detail, { errors });
}

type Cascade = 'isCascadeRemove' | 'isCascadeSoftRemove' | 'isCascadeRecover';

/** What completes an entity with the rows that go together with it; they are told by the relations that cascade so. */
function createRelationLoader(
  { metadata }: LinkedTable,
  cascade: Cascade,
): (manager: EntityManager, entity: ObjectLiteral) => Promise<ObjectLiteral> {
  const paths = metadata.relations.filter((relation) => relation[cascade]).map((relation) => relation.propertyPath);
  if (paths.length === 0) return (_manager, entity) => Promise.resolve(entity);
  const relations = relationTree(paths) as FindOptionsRelations<ObjectLiteral>;
  const withDeleted = cascade === 'isCascadeRecover';
  return async (manager, entity) => {
    const where = metadata.getEntityIdMap(entity)!;
    const options = { where, relations, withDeleted, loadEagerRelations: false };
    return (await manager.findOne<ObjectLiteral>(metadata.target, options)) ?? entity;
  };
}

function relationTree(paths: readonly string[]): object {
  const tree: Record<string, unknown> = {};
  for (const path of paths) {
    const segments = path.split('.');
    const last = segments.pop()!;
    let node = tree;
    for (const segment of segments) node = (node[segment] ??= {}) as Record<string, unknown>;
    node[last] = true;
  }
  return tree;
}
