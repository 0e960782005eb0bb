import { ALL_VISIBLE } from '../../../query/question.js';
import type { Payload } from '../../../resource/payload.js';
import type { JudgedItem, NewRowConditions, StoredItem } from '../../resource-repository.js';
import { pathText } from '../path-text.js';
import type { SetColumn } from '../set-column.js';
import type { Engine } from './engine.factory.js';
import { appendCondition } from './filter.builder.js';
import { createFieldLists, foundItem, type FieldList } from './field-list.js';
import { createInsertRows, type InsertLayout, type InsertRow, type InsertRowOf } from './insert-layout.js';
import type { LinkedColumn } from './linked-column.js';
import type { LinkedTable } from './linked-table.js';
import type { ReadOperation } from './read.operation.js';
import { appendDemand, createShape, draftOf, isAboutRow, runShape, type Shape } from './shape.js';
import { SqlDraft } from './sql-draft.js';
import type { SqlResult } from './sql-runner.js';

/** Inserts one row and answers with it. */
export class CreateOperation {
  /** What the row of a payload is; also for those that insert many. */
  readonly rowOf: InsertRowOf;
  /** The answer's fields, and the key behind them. */
  readonly answer: FieldList;
  /** The key alone, for when the answer has to be selected. */
  private readonly keyOnly: FieldList;

  constructor(
    private readonly table: LinkedTable,
    private readonly engine: Engine,
    private readonly reads: ReadOperation,
  ) {
    const listOf = createFieldLists(table, { withKey: true, withVersion: true });
    this.answer = listOf(table.resource.representation.read);
    this.keyOnly = listOf([]);
    this.rowOf = createInsertRows(table);
  }

  /** @param set columns beside those of the payload. */
  async create(payload: Payload, set?: readonly SetColumn[]): Promise<StoredItem> {
    const row = this.rowOf(payload, set);
    const shape = this.shapeOf(row.layout);
    const result = await runShape(shape, row.values, undefined, this.table, this.engine, 'write');
    if (this.canReturn && this.answer.returning !== undefined) return this.stored(result, result.rows[0] ?? []);
    const key = this.canReturn ? this.returnedKey(result) : this.knownKey(row, result);
    const read = await this.reads.find(this.answer, key, undefined, 'reread');
    return this.stored(read, read.rows[0] ?? []);
  }

  /** Whether a row can be inserted and looked at by one statement. */
  canJudge(conditions: NewRowConditions): boolean {
    const { demanded, asked } = conditions;
    if (this.engine.dialect.demand === undefined || !this.canReturn || this.answer.returning === undefined)
      return false;
    return (demanded === undefined || isAboutRow(demanded)) && (asked === undefined || isAboutRow(asked));
  }

  /** Inserts one row and answers with it; fails where it does not meet what is demanded. */
  async createJudged(payload: Payload, { demanded, asked }: NewRowConditions): Promise<JudgedItem> {
    const { table, engine } = this;
    const pending = engine.dialect.ready?.();
    if (pending !== undefined) await pending;
    const row = this.rowOf(payload);
    const shape = this.shapeOf(row.layout);
    const draft = draftOf(shape, row.values).push(shape.tail);
    if (asked !== undefined) {
      appendCondition(draft.push(', ('), asked, table, { visibility: ALL_VISIBLE, isWrite: true });
      draft.push(') IS TRUE AS asked');
    }
    if (demanded !== undefined) appendDemand(draft, demanded, table);
    const result = await engine.runner.run(engine.recurring.of(draft), draft.parameters, 'write');
    const found = result.rows[0] ?? [];
    const answered = found[this.answer.width];
    return { item: this.stored(result, found), holds: asked === undefined || answered === true || answered === 't' };
  }

  /** The item that a row of {@link answer} is. */
  stored(result: SqlResult, row: readonly unknown[]): StoredItem {
    const { answer } = this;
    const key = answer.keyIndexes.map((index) => {
      const column = answer.columns[index]!;
      return pathText((result.parsed ? column.writeParsed : column.writeRaw)(row[index] ?? null));
    });
    return { ...foundItem(answer, result, row), key };
  }

  private get canReturn(): boolean {
    return this.engine.dialect.returning.insert;
  }

  private returnedKey(result: SqlResult): unknown[] {
    return this.table.key.map((column, index) => {
      const raw = result.rows[0]?.[index] ?? null;
      return column.toParameter(result.parsed ? raw : keyValue(column, raw));
    });
  }

  /** Where INSERT answers nothing: what was sent, what was made here, or the number that the engine gave. */
  private knownKey({ layout, values }: InsertRow, result: SqlResult): unknown[] {
    return this.table.key.map((column) => {
      const index = layout.columns.findIndex(({ metadata }) => metadata === column.metadata);
      return index === -1 ? column.toParameter(String(result.insertId)) : values[index];
    });
  }

  private shapeOf({ shape, columns, expressions }: InsertLayout): Shape {
    const known = this.answer.shapes.get(`insert ${shape}`);
    if (known !== undefined) return known;
    const head = new SqlDraft().push(`INSERT INTO ${this.table.path} `);
    const names = [...columns, ...expressions].map(({ name }) => name);
    if (names.length === 0) head.push(this.engine.dialect.emptyInsert);
    else {
      head.push(`(${names.join(', ')}) VALUES (`);
      for (const [slot] of columns.entries()) head.push(slot > 0 ? ', ' : '').bind(slot);
      const rest = expressions.map(({ expression }) => expression).join(', ');
      head.push(`${columns.length > 0 && rest !== '' ? ', ' : ''}${rest})`);
    }
    const returned = this.answer.returning ?? this.keyOnly.returning;
    const made = createShape(head, this.canReturn ? ` RETURNING ${returned}` : '', this.engine);
    this.answer.shapes.set(`insert ${shape}`, made);
    return made;
  }
}

/** A key value of the wire as a value of its field's JavaScript type. */
function keyValue(column: LinkedColumn, raw: unknown): unknown {
  const value: unknown = JSON.parse(column.writeRaw(raw));
  return column.field.type === 'datetime' ? new Date(value as string) : value;
}
