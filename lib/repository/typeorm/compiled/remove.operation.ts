import type { ItemQuestion } from '../../../query/question.js';
import { stampsOf } from './change.operation.js';
import type { Engine } from './engine.factory.js';
import type { LinkedTable } from './linked-table.js';
import { appendKey, createShape, keyParameters, runShape, type Shape } from './shape.js';
import { SqlDraft } from './sql-draft.js';

/** Removes one row by its key: for good, or by its date of deletion where the entity has one. */
export class RemoveOperation {
  private readonly shape: Shape;

  constructor(
    private readonly table: LinkedTable,
    private readonly engine: Engine,
  ) {
    this.shape = createShape(appendKey(new SqlDraft().push(verbOf(table)), table, 0), '', engine);
  }

  async remove(question: ItemQuestion): Promise<boolean> {
    const key = keyParameters(this.table, question.key);
    const result = await runShape(this.shape, key, question.filter, this.table, this.engine, 'write');
    return result.affected > 0;
  }
}

function verbOf(table: LinkedTable): string {
  const { deleteDateColumn } = table.metadata;
  if (!deleteDateColumn) return `DELETE FROM ${table.path}`;
  const deleted = `${table.quote(deleteDateColumn)} = ${table.dialect.now(deleteDateColumn)}`;
  return `UPDATE ${table.path} SET ${[deleted, ...stampsOf(table)].join(', ')}`;
}
