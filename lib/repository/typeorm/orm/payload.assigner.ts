import type { EntityManager, EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js';
import { LightApiError } from '../../../common/light-api.error.js';
import type { Field } from '../../../resource/field.js';
import type { Payload } from '../../../resource/payload.js';
import type { LinkedTable } from '../compiled/linked-table.js';
import { fieldPointer } from '../errors/field-pointer.js';
import type { SetColumn } from '../set-column.js';

/**
 * Puts the values of a payload into an entity instance, where its columns and relations keep them.
 *
 * @param set columns beside those of the payload, over which they win.
 */
export type PayloadAssigner = (
  manager: EntityManager,
  entity: object,
  payload: Payload,
  set?: readonly SetColumn[],
) => Promise<void>;

type Assign = (manager: EntityManager, entity: object, value: unknown) => Promise<void> | void;

/** An assigner for the fields of a resource, made once. Throws LA402 for a reference to a row that is not there. */
export function createPayloadAssigner(table: LinkedTable): PayloadAssigner {
  const assigns = new Map(
    table.resource.fields.map((field) => [field.name, createAssign(field, table.columnOf(field).metadata, table)]),
  );
  return async (manager, entity, payload, set = []) => {
    for (const [name, value] of Object.entries(payload)) {
      const assign = assigns.get(name);
      if (assign !== undefined && value !== undefined) await assign(manager, entity, value);
    }
    for (const { column, field, value } of set) await createAssign(field, column, table)(manager, entity, value);
  };
}

function createAssign(field: Field, column: ColumnMetadata, table: LinkedTable): Assign {
  const relation = column.relationMetadata;
  if (relation === undefined || !column.isVirtual)
    return (_manager, entity, value) => column.setEntityValue(entity, value);
  const referenced = column.referencedColumn!;
  if (!needsRelatedEntity(relation, table.metadata)) {
    return (_manager, entity, value) =>
      relation.setEntityValue(entity, value === null ? null : referenced.createValueMap(value));
  }
  return async (manager, entity, value) =>
    relation.setEntityValue(entity, value === null ? null : await loadRelated(manager, field, referenced, value));
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
  field: Field,
  referenced: ColumnMetadata,
  value: unknown,
): Promise<object> {
  const related = await manager.findOne(referenced.entityMetadata.target, {
    where: referenced.createValueMap(value),
    loadEagerRelations: false,
  });
  if (related !== null) return related;
  // What is set from the caller may be hidden from clients.
  if (!field.readable && !field.creatable && !field.updatable) {
    throw new LightApiError('LA402', 'A row that this one refers to does not exist.');
  }
  const detail = `The row that "${field.name}" refers to does not exist.`;
  throw new LightApiError('LA402', detail, { errors: [{ pointer: fieldPointer(field), code: 'LA402', detail }] });
}
