import type { EntityManager, ObjectLiteral } from 'typeorm';
import type { LinkedTable } from '../compiled/linked-table.js';
import { updateRow } from './row-update.js';

/** Runs an update of an entity and completes its update date. */
export type UpdateDateWriter = (
  manager: EntityManager,
  entity: ObjectLiteral,
  key: readonly unknown[],
  update: () => Promise<unknown>,
) => Promise<void>;

/**
 * TypeORM sets the update date to `CURRENT_TIMESTAMP`, which MySQL, MariaDB and SQLite cut down to whole seconds: a row
 * could be updated before it was created. Where that is so, the column gets the moment as precise as it can hold.
 */
export function createUpdateDateWriter(table: LinkedTable): UpdateDateWriter {
  const column = table.metadata.updateDateColumn;
  const now = column && table.dialect.now(column);
  if (column === undefined || now === 'CURRENT_TIMESTAMP') {
    return async (_manager, _entity, _key, update) => void (await update());
  }
  const dateOf = (entity: ObjectLiteral): number => Number(column.getEntityValue(entity));
  return async (manager, entity, key, update) => {
    const before = dateOf(entity);
    await update();
    if (dateOf(entity) !== before) await updateRow(manager, table, key, [`${table.quote(column)} = ${now}`]);
  };
}
