import type { EntityManager, ObjectLiteral } from 'typeorm';
import type { LinkedTable } from '../compiled/linked-table.js';
import { stampsOf } from '../compiled/stamps.js';
import { updateRow } from './row-update.js';

/**
 * Runs an update of an entity and completes what every change of a row sets.
 *
 * @param isChanged whether something of the row has changed even where the entity has not.
 */
export type StampWriter = (
  manager: EntityManager,
  entity: ObjectLiteral,
  key: readonly unknown[],
  isChanged: boolean,
  update: () => Promise<unknown>,
) => Promise<void>;

/**
 * TypeORM raises the version and sets the date only of a row of which a column has changed. And it sets the date to
 * `CURRENT_TIMESTAMP`, which MySQL, MariaDB and SQLite cut down to whole seconds: a row could be updated before it was
 * created. Where that is so, the column gets the moment as precise as it can hold.
 */
export function createStampWriter(table: LinkedTable): StampWriter {
  const { versionColumn, updateDateColumn } = table.metadata;
  const columns = [versionColumn, updateDateColumn].filter((column) => column !== undefined);
  if (columns.length === 0) return async (_manager, _entity, _key, _isChanged, update) => void (await update());
  const all = stampsOf(table);
  const now = updateDateColumn && table.dialect.now(updateDateColumn);
  const imprecise =
    updateDateColumn === undefined || now === 'CURRENT_TIMESTAMP' ? [] : [`${table.quote(updateDateColumn)} = ${now}`];
  const marksOf = (entity: ObjectLiteral): string =>
    columns.map((column) => Number(column.getEntityValue(entity))).join();
  return async (manager, entity, key, isChanged, update) => {
    const before = marksOf(entity);
    await update();
    const stamps = marksOf(entity) !== before ? imprecise : isChanged ? all : [];
    if (stamps.length > 0) await updateRow(manager, table, key, stamps);
  };
}
