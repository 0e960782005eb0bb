import type { LinkedTable } from './linked-table.js';

/** What every change of a row sets besides the fields: the next version, the date of the update. */
export function stampsOf(table: LinkedTable): string[] {
  const { versionColumn, updateDateColumn } = table.metadata;
  const stamps: string[] = [];
  if (versionColumn) stamps.push(`${table.quote(versionColumn)} = ${table.quote(versionColumn)} + 1`);
  if (updateDateColumn) stamps.push(`${table.quote(updateDateColumn)} = ${table.dialect.now(updateDateColumn)}`);
  return stamps;
}
