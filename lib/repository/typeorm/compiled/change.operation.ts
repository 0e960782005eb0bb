import { JsonText } from '../../../common/json-text.js';
import type { ItemQuestion } from '../../../query/question.js';
import type { Payload } from '../../../resource/payload.js';
import type { Engine } from './engine.factory.js';
import { createFieldLists, writeRow, type FieldList, type FieldListOf } from './field-list.js';
import type { LinkedColumn } from './linked-column.js';
import type { LinkedTable } from './linked-table.js';
import type { ReadOperation } from './read.operation.js';
import { sentColumns } from './sent-columns.js';
import { appendKey, createShape, keyParameters, runShape, type Shape } from './shape.js';
import { SqlDraft } from './sql-draft.js';

/** Changes one row by its key, with one statement where the engine can answer an UPDATE with the row. */
export class ChangeOperation {
  private readonly listOf: FieldListOf;
  /** Version and update date, which every change sets. */
  private readonly stamps: readonly string[];

  constructor(
    private readonly table: LinkedTable,
    private readonly engine: Engine,
    private readonly reads: ReadOperation,
  ) {
    this.listOf = createFieldLists(table, false);
    this.stamps = stampsOf(table);
  }

  /** Changes the fields that were sent. */
  async update(question: ItemQuestion, payload: Payload): Promise<JsonText | undefined> {
    return this.change(question, payload, []);
  }

  /** Changes every updatable field: one that was not sent returns to its default. */
  async replace(question: ItemQuestion, payload: Payload): Promise<JsonText | undefined> {
    const absent = this.table.resource.fields.filter((field) => field.updatable && payload[field.name] === undefined);
    return this.change(
      question,
      payload,
      absent.map((field) => this.table.columnOf(field)),
    );
  }

  private async change(
    question: ItemQuestion,
    payload: Payload,
    reset: readonly LinkedColumn[],
  ): Promise<JsonText | undefined> {
    const sent = sentColumns(this.table, payload);
    if (sent.columns.length === 0 && reset.length === 0) return this.reads.read(question, 'reread');
    const list = this.listOf(question.fields);
    const key = keyParameters(this.table, question.key);
    const shape = this.shapeOf(list, sent.shape, sent.columns, reset);
    const values = [...sent.parameters, ...key];
    const result = await runShape(shape, values, question.filter, this.table, this.engine, 'write');
    if (result.affected === 0 && result.rows.length === 0) return undefined;
    if (!this.canReturn(list)) return this.reads.readByKey(question.fields, key, undefined, 'reread');
    return new JsonText(writeRow(list, result, result.rows[0]!));
  }

  private canReturn(list: FieldList): boolean {
    return this.engine.dialect.returning.update && list.returning !== undefined;
  }

  private shapeOf(
    list: FieldList,
    sent: string,
    columns: readonly LinkedColumn[],
    reset: readonly LinkedColumn[],
  ): Shape {
    const key = `${reset.length > 0 ? 'replace' : 'update'} ${sent}`;
    const known = list.shapes.get(key);
    if (known !== undefined) return known;
    const head = new SqlDraft().push(`UPDATE ${this.table.path} SET `);
    for (const [index, column] of columns.entries()) head.push(`${index > 0 ? ', ' : ''}${column.name} = `).bind(index);
    const rest = [
      ...reset.map((column) => `${column.name} = ${this.engine.dialect.replaceDefault(column.metadata)}`),
      ...this.stamps,
    ];
    if (rest.length > 0) head.push(`${columns.length > 0 ? ', ' : ''}${rest.join(', ')}`);
    appendKey(head, this.table, columns.length);
    const shape = createShape(head, this.canReturn(list) ? ` RETURNING ${list.returning}` : '', this.engine);
    list.shapes.set(key, shape);
    return shape;
  }
}

/** What every change of a row sets besides the fields: the next version, the date of the update. */
export function stampsOf(table: LinkedTable): string[] {
  const { versionColumn, updateDateColumn } = table.metadata;
  const stamps: string[] = [];
  if (versionColumn) stamps.push(`${table.quote(versionColumn)} = ${table.quote(versionColumn)} + 1`);
  if (updateDateColumn) stamps.push(`${table.quote(updateDateColumn)} = ${table.dialect.now(updateDateColumn)}`);
  return stamps;
}
