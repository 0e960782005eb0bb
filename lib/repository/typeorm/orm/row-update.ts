import type { EntityManager } from 'typeorm';
import type { LinkedTable } from '../compiled/linked-table.js';
import { driverParameter } from './driver-parameter.js';
import { keyDraft } from './key-condition.js';

/** Sets columns of one row to SQL expressions, past TypeORM: no listener hears of it and no version is raised. */
export async function updateRow(
  manager: EntityManager,
  table: LinkedTable,
  key: readonly unknown[],
  changes: readonly string[],
): Promise<void> {
  const condition = keyDraft(table, key);
  const where = table.dialect.joinSegments(condition.segments);
  const text = `UPDATE ${table.path} SET ${changes.join(', ')} WHERE ${where}`;
  await manager.query(text, condition.parameters.map(driverParameter));
}
