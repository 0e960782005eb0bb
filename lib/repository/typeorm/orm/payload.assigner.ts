import type { EntityManager, EntityMetadata, ObjectLiteral } from 'typeorm';
import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js';
import { LightApiError } from '../../../common/light-api.error.js';
import type { Payload } from '../../../resource/payload.js';
import type { LinkedTable } from '../compiled/linked-table.js';
import { fieldPointer } from '../../../resource/field-pointer.js';
import type { SetColumn } from '../set-column.js';

/**
 * Puts the values of a payload into an entity instance, where its columns and relations keep them, and those of other
 * columns, which win over them.
 */
export type PayloadAssigner = (
  manager: EntityManager,
  entity: object,
  payload: Payload,
  set?: readonly SetColumn[],
) => Promise<void>;

/** An assigner for the fields of a resource, made once. Throws LA402 for a reference to a row that is not there. */
export function createPayloadAssigner(table: LinkedTable): PayloadAssigner {
  const fields = new Map(table.storable.map((field) => [field.name, field]));
  return async (manager, entity, payload, set = []) => {
    const values: SetColumn[] = [...set];
    for (const [name, value] of Object.entries(payload)) {
      const field = fields.get(name);
      if (field === undefined || value === undefined) continue;
      const column = table.columnOf(field).metadata;
      if (!set.some((other) => other.column === column)) values.push({ column, field, value });
    }
    const references = new Map<RelationMetadata, SetColumn[]>();
    for (const setColumn of values) {
      const { column, value } = setColumn;
      const relation = column.isVirtual ? column.relationMetadata : undefined;
      if (relation === undefined) column.setEntityValue(entity, value);
      else references.set(relation, [...(references.get(relation) ?? []), setColumn]);
    }
    for (const [relation, columns] of references) {
      relation.setEntityValue(entity, await referredTo(manager, relation, columns, table.metadata));
    }
  };
}

/** What stands in an entity for the row that columns without a property of their own refer to. */
async function referredTo(
  manager: EntityManager,
  relation: RelationMetadata,
  columns: readonly SetColumn[],
  metadata: EntityMetadata,
): Promise<object | null> {
  if (columns.every(({ value }) => value === null)) return null;
  const key: ObjectLiteral = {};
  for (const { column, value } of columns) column.referencedColumn!.setEntityValue(key, value);
  return needsRelatedEntity(relation, metadata) ? loadRelated(manager, relation, columns, key) : key;
}

/**
 * A relation that cascades would insert a row that does not exist yet, and trees keep their books from the parent's
 * row: both get the row itself instead of its key.
 */
function needsRelatedEntity(relation: RelationMetadata, metadata: EntityMetadata): boolean {
  return relation.isCascadeInsert || relation.isCascadeUpdate || relation === metadata.treeParentRelation;
}

async function loadRelated(
  manager: EntityManager,
  relation: RelationMetadata,
  columns: readonly SetColumn[],
  key: ObjectLiteral,
): Promise<object> {
  const related = await manager.findOne<ObjectLiteral>(relation.inverseEntityMetadata.target, {
    where: key,
    loadEagerRelations: false,
  });
  if (related !== null) return related;
  const names = columns.map(({ field }) => `"${field.name}"`).join(' and ');
  const detail = `The row that ${names} refers to does not exist.`;
  const errors = columns.map(({ field }) => ({ pointer: fieldPointer(field), code: 'LA402' as const, detail }));
  throw new LightApiError('LA402', detail, { errors });
}
