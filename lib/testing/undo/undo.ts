import type { DataSource } from 'typeorm';
import { undoPooled } from './pooled.undo.js';
import { undoSqlite } from './sqlite.undo.js';
import type { TakeBack } from './take-back.js';

const UNDO: Readonly<Record<string, (dataSource: DataSource) => Promise<TakeBack>>> = {
  'better-sqlite3': undoSqlite,
  postgres: undoPooled,
  mysql: undoPooled,
  mariadb: undoPooled,
};

/**
 * Begins to note what is done in a data source, by whomever: all of it runs in one transaction, and transactions of the
 * application become savepoints in it.
 *
 * @throws Error for a driver whose work cannot be taken back
 */
export function beginUndo(dataSource: DataSource): Promise<TakeBack> {
  const { type } = dataSource.options;
  const undo = UNDO[type];
  if (undo !== undefined) return undo(dataSource);
  throw new Error(
    `What is done by the driver "${type}" cannot be taken back; only by ${Object.keys(UNDO).join(', ')}.`,
  );
}
