import { JsonText } from '../../../common/json-text.js';
import type { Condition, ItemQuestion } from '../../../query/question.js';
import type { Field } from '../../../resource/field.js';
import type { Engine } from './engine.factory.js';
import { createFieldLists, writeRow, type FieldList, type FieldListOf } from './field-list.js';
import type { LinkedTable } from './linked-table.js';
import { appendKey, createShape, keyParameters, runShape, type Shape } from './shape.js';
import { SqlDraft } from './sql-draft.js';
import type { SqlPurpose, SqlResult } from './sql-runner.js';

/** Reads one row by its key. */
export class ReadOperation {
  private readonly listOf: FieldListOf;

  constructor(
    private readonly table: LinkedTable,
    private readonly engine: Engine,
  ) {
    this.listOf = createFieldLists(table, false);
  }

  async read(question: ItemQuestion, purpose: SqlPurpose = 'lookup'): Promise<JsonText | undefined> {
    return this.readByKey(question.fields, keyParameters(this.table, question.key), question.filter, purpose);
  }

  /** @param key values in the form of parameters. */
  async readByKey(
    fields: readonly Field[],
    key: readonly unknown[],
    filter: Condition | undefined,
    purpose: SqlPurpose,
  ): Promise<JsonText | undefined> {
    const list = this.listOf(fields);
    const result = await this.find(list, key, filter, purpose);
    const row = result.rows[0];
    return row && new JsonText(writeRow(list, result, row));
  }

  find(
    list: FieldList,
    key: readonly unknown[],
    filter: Condition | undefined,
    purpose: SqlPurpose,
  ): Promise<SqlResult> {
    return runShape(this.shapeOf(list), key, filter, this.table, this.engine, purpose);
  }

  private shapeOf(list: FieldList): Shape {
    const known = list.shapes.get('read');
    if (known !== undefined) return known;
    const head = appendKey(new SqlDraft().push(`SELECT ${list.select} FROM ${this.table.path}`), this.table, 0);
    const shape = createShape(head, '', this.engine);
    list.shapes.set('read', shape);
    return shape;
  }
}
