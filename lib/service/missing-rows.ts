import { permitCheck, permitCheckOfAll, type RowsToCheck } from '../policy/permit-check.js';
import type { ResourceRepository } from '../repository/resource-repository.js';

/** Rows that one statement asks for. */
const MAX_ROWS = 500;

/**
 * Which of the rows are not there, or do not meet the condition, by their places. When all do, that is one statement for
 * each 500 of them.
 */
export async function missingRows(repository: ResourceRepository, rows: RowsToCheck): Promise<readonly number[]> {
  const missing: number[] = [];
  for (let start = 0; start < rows.keys.length; start += MAX_ROWS) {
    const part = { ...rows, keys: rows.keys.slice(start, start + MAX_ROWS) };
    if (part.keys.length > 1 && (await areAllThere(repository, part))) continue;
    for (const [index, key] of part.keys.entries()) {
      if ((await repository.read(permitCheck(rows, key))) === undefined) missing.push(start + index);
    }
  }
  return missing;
}

async function areAllThere(repository: ResourceRepository, rows: RowsToCheck): Promise<boolean> {
  return (await repository.list(permitCheckOfAll(rows))).length === rows.keys.length;
}
