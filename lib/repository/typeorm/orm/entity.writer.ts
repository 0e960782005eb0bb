import type { DataSource, EntityManager, FindOptionsRelations, ObjectLiteral } from 'typeorm';
import { LightApiError } from '../../../common/light-api.error.js';
import type { ItemQuestion } from '../../../query/question.js';
import type { Payload } from '../../../resource/payload.js';
import type { LinkedTable } from '../compiled/linked-table.js';
import { fieldPointer } from '../errors/field-pointer.js';
import { createDefaultAssigner } from './default.assigner.js';
import type { EntityReader } from './entity.reader.js';
import { createPayloadAssigner } from './payload.assigner.js';
import { createUpdateDateWriter } from './update-date.writer.js';

/** Writes entities the way TypeORM does, inside a transaction of the caller. */
export interface EntityWriter {
  /** Inserts a row, never overwrites one; the instance holds its key afterwards. */
  insert(manager: EntityManager, payload: Payload): Promise<ObjectLiteral>;
  /** `false` when no row has the key. */
  update(manager: EntityManager, query: ItemQuestion, payload: Payload): Promise<boolean>;
  replace(manager: EntityManager, query: ItemQuestion, payload: Payload): Promise<boolean>;
  remove(manager: EntityManager, query: ItemQuestion): Promise<boolean>;
}

export function createEntityWriter(table: LinkedTable, dataSource: DataSource, reader: EntityReader): EntityWriter {
  const { metadata } = table;
  const assign = createPayloadAssigner(table);
  const defaults = createDefaultAssigner(table, dataSource);
  const insertsBySave = insertsThroughSave(table);
  const removedRelations = cascadingRelations(table);

  const withUpdateDate = createUpdateDateWriter(table);

  const change = async (
    manager: EntityManager,
    { key }: ItemQuestion,
    entity: ObjectLiteral,
    payload: Payload,
  ): Promise<void> => {
    await assign(manager, entity, payload);
    await withUpdateDate(manager, entity, key, () => manager.save(metadata.target, entity));
  };

  return {
    async insert(manager, payload) {
      const entity = manager.create(metadata.target) as ObjectLiteral;
      await assign(manager, entity, payload);
      if (insertsBySave) {
        await refuseTakenKey(manager, table, entity);
        await manager.save(metadata.target, entity);
      } else {
        await manager.insert(metadata.target, entity);
      }
      return entity;
    },
    async update(manager, query, payload) {
      const entity = await reader.lockItem(manager, query);
      if (entity === undefined) return false;
      await change(manager, query, entity, payload);
      return true;
    },
    async replace(manager, query, payload) {
      if ((await reader.lockItem(manager, query)) === undefined) return false;
      await defaults.resetRow(manager, query.key, payload);
      const entity = (await reader.lockItem(manager, query))!;
      await change(manager, query, entity, defaults.complete(payload));
      return true;
    },
    async remove(manager, query) {
      const entity = await reader.lockItem(manager, query);
      if (entity === undefined) return false;
      const complete =
        removedRelations === undefined ? entity : await withRelations(manager, table, entity, removedRelations);
      if (metadata.deleteDateColumn) await manager.softRemove(metadata.target, complete);
      else await manager.remove(metadata.target, complete);
      return true;
    },
  };
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

/** Relations whose rows go together with the row; `undefined` when there are none. */
function cascadingRelations({ metadata }: LinkedTable): readonly string[] | undefined {
  const isSoft = metadata.deleteDateColumn !== undefined;
  const cascading = metadata.relations.filter((relation) =>
    isSoft ? relation.isCascadeSoftRemove : relation.isCascadeRemove,
  );
  return cascading.length > 0 ? cascading.map((relation) => relation.propertyPath) : undefined;
}

async function withRelations(
  manager: EntityManager,
  { metadata }: LinkedTable,
  entity: ObjectLiteral,
  relations: readonly string[],
): Promise<ObjectLiteral> {
  const tree: Record<string, unknown> = {};
  for (const path of relations) {
    const segments = path.split('.');
    const last = segments.pop()!;
    let node = tree;
    for (const segment of segments) node = (node[segment] ??= {}) as Record<string, unknown>;
    node[last] = true;
  }
  const where = metadata.getEntityIdMap(entity)!;
  return (
    (await manager.findOne<ObjectLiteral>(metadata.target, {
      where,
      relations: tree as FindOptionsRelations<ObjectLiteral>,
      loadEagerRelations: false,
    })) ?? entity
  );
}
