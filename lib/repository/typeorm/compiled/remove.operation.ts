import type { ItemQuestion } from '../../../query/question.js';
import { BoundedMap } from './bounded-map.js';
import type { Engine } from './engine.factory.js';
import type { LinkedTable } from './linked-table.js';
import { rowCondition, type RowCondition } from './row-condition.js';
import { createShape, runShape, type Shape } from './shape.js';
import { SqlDraft } from './sql-draft.js';
import { stampsOf } from './stamps.js';

/** Statements remembered, one for each form of the condition. */
const MAX_SHAPES = 50;

/** Removes one row by its key: for good, or by its date of deletion where the entity has one. */
export class RemoveOperation {
  private readonly verb: string;
  private readonly shapes = new BoundedMap<string, Shape>(MAX_SHAPES);

  constructor(
    private readonly table: LinkedTable,
    private readonly engine: Engine,
  ) {
    this.verb = verbOf(table);
  }

  async remove(question: ItemQuestion): Promise<boolean> {
    const row = rowCondition(this.table, question);
    const { filter, visibility } = question;
    const shape = this.shapeOf(row);
    const among = filter && { condition: filter, visibility };
    const result = await runShape(shape, row.parameters, among, this.table, this.engine, 'write');
    return result.affected > 0;
  }

  private shapeOf(row: RowCondition): Shape {
    const known = this.shapes.get(row.shape);
    if (known !== undefined) return known;
    const shape = createShape(row.append(new SqlDraft().push(this.verb), 0), '', this.engine);
    this.shapes.set(row.shape, shape);
    return shape;
  }
}

function verbOf(table: LinkedTable): string {
  const { deleteDateColumn } = table.metadata;
  if (!deleteDateColumn) return `DELETE FROM ${table.path}`;
  const deleted = `${table.quote(deleteDateColumn)} = ${table.dialect.now(deleteDateColumn)}`;
  return `UPDATE ${table.path} SET ${[deleted, ...stampsOf(table)].join(', ')}`;
}
