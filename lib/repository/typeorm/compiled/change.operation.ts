import { rowNotPermitted } from '../../../common/row-not-permitted.error.js';
import type { ItemQuestion } from '../../../query/question.js';
import type { Payload } from '../../../resource/payload.js';
import type { FoundItem } from '../../resource-repository.js';
import type { SetColumn } from '../set-column.js';
import { meetsVersions } from '../version-match.js';
import type { Engine } from './engine.factory.js';
import { createFieldLists, foundItem, type FieldList, type FieldListOf } from './field-list.js';
import type { LinkedTable } from './linked-table.js';
import type { ReadOperation } from './read.operation.js';
import { rowCondition, type RowCondition } from './row-condition.js';
import { sentColumns, type SentColumns } from './sent-columns.js';
import { createShape, isAboutRow, runShape, type Shape } from './shape.js';
import { SqlDraft } from './sql-draft.js';
import { stampsOf } from './stamps.js';

/** What a statement sets: columns to values that were sent, and columns to expressions. */
interface Change {
  /** The same for changes of the same text. */
  readonly shape: string;
  readonly sent: SentColumns;
  readonly expressions: readonly string[];
}

/** A row that was changed. */
export interface ChangedRow {
  /** The answer, where the statement gave it: not with related rows, nor under an access rule that it did not look at again. */
  readonly item: FoundItem | undefined;
}

const NOTHING_SENT: SentColumns = { shape: '', columns: [], parameters: [] };

/**
 * Changes one row by its key, with one statement where the engine can answer an UPDATE with the row.
 *
 * One that demands lets a statement fail when the row does not meet the filter of its question any more, where
 * {@link demandsOf} says so; any other leaves that to {@link answer}.
 */
export class ChangeOperation {
  private readonly listOf: FieldListOf;
  /** Version and update date, which every change sets. */
  private readonly stamps: readonly string[];

  constructor(
    private readonly table: LinkedTable,
    private readonly engine: Engine,
    private readonly reads: ReadOperation,
    private readonly isDemanding = false,
  ) {
    this.listOf = createFieldLists(table, { withVersion: true });
    this.stamps = stampsOf(table);
  }

  /**
   * Changes the fields that were sent.
   *
   * @param set columns beside those of the payload; given, something of the row has changed even without any.
   */
  async update(question: ItemQuestion, payload: Payload, set?: readonly SetColumn[]): Promise<ChangedRow | undefined> {
    const sent = sentColumns(this.table, payload, set);
    if (sent.columns.length === 0 && set === undefined) return this.check(question);
    return this.change(question, { shape: `update ${sent.shape}`, sent, expressions: [] });
  }

  /** Changes every updatable field: one that was not sent, and is not to be kept, returns to its default. */
  async replace(question: ItemQuestion, payload: Payload, set?: readonly SetColumn[]): Promise<ChangedRow | undefined> {
    const { kept = [] } = question;
    const sent = sentColumns(this.table, payload, set);
    const expressions = this.table.resource.fields
      .filter((field) => field.updatable && payload[field.name] === undefined && !kept.includes(field))
      .map((field) => this.table.columnOf(field))
      .filter(({ metadata }) => !sent.columns.some((column) => column.metadata === metadata))
      .map(({ name, metadata }) => `${name} = ${this.engine.dialect.replaceDefault(metadata)}`);
    if (sent.columns.length === 0 && expressions.length === 0 && set === undefined) return this.check(question);
    const shape = ['replace', ...kept.map(({ name }) => name), sent.shape].join(' ');
    return this.change(question, { shape, sent, expressions });
  }

  /** Takes back a soft deletion. */
  async restore(question: ItemQuestion): Promise<ChangedRow | undefined> {
    const { deleteDateColumn } = this.table.metadata;
    if (deleteDateColumn === undefined) return undefined;
    const expressions = [`${this.table.quote(deleteDateColumn)} = NULL`];
    return this.change({ ...question, deleted: 'only' }, { shape: 'restore', sent: NOTHING_SENT, expressions });
  }

  /**
   * The row once all of a change is written. A rule that let the change pass may be about what has just been changed, so
   * the row has to meet it again; whether it is deleted may be what has changed.
   *
   * @returns `undefined` when it was removed meanwhile, which can only be where nothing holds it
   * @throws LightApiError LA701 when it no longer is a row that the caller may have: the change is to be taken back
   */
  async answer(question: ItemQuestion, { item }: ChangedRow): Promise<FoundItem | undefined> {
    const answer = item ?? (await this.reads.read({ ...question, deleted: 'with' }, 'reread'));
    if (answer === undefined && question.filter !== undefined) throw rowNotPermitted();
    return answer;
  }

  /** Whether a statement can look by itself whether the row still meets the filter. */
  demandsOf({ filter, includes, fields }: ItemQuestion): boolean {
    if (!this.isDemanding || this.engine.dialect.demand === undefined) return false;
    return filter !== undefined && includes.length === 0 && isAboutRow(filter) && this.canReturn(this.listOf(fields));
  }

  /** The row as it stands, when it has the key and the versions. */
  private async check(question: ItemQuestion): Promise<ChangedRow | undefined> {
    const item = await this.reads.read(question, 'reread');
    return item !== undefined && meetsVersions(question.versions, item.version) ? { item } : undefined;
  }

  private async change(question: ItemQuestion, change: Change): Promise<ChangedRow | undefined> {
    const list = this.listOf(question.fields);
    const row = rowCondition(this.table, question);
    const shape = this.shapeOf(list, change, row);
    const values = [...change.sent.parameters, ...row.parameters];
    const { filter: condition, includes, visibility } = question;
    const isDemanded = this.demandsOf(question);
    const filter = condition && { condition, visibility, isDemanded };
    const result = await runShape(shape, values, filter, this.table, this.engine, 'write');
    if (result.affected === 0 && result.rows.length === 0) return undefined;
    const isChecked = condition === undefined || isDemanded;
    const isAnswer = isChecked && includes.length === 0 && this.canReturn(list);
    return { item: isAnswer ? foundItem(list, result, result.rows[0]!) : undefined };
  }

  private canReturn(list: FieldList): boolean {
    return this.engine.dialect.returning.update && list.returning !== undefined;
  }

  private shapeOf(list: FieldList, { shape, sent, expressions }: Change, row: RowCondition): Shape {
    const key = `${shape} ${row.shape}`;
    const known = list.shapes.get(key);
    if (known !== undefined) return known;
    const { columns } = sent;
    const head = new SqlDraft().push(`UPDATE ${this.table.path} SET `);
    for (const [index, column] of columns.entries()) head.push(`${index > 0 ? ', ' : ''}${column.name} = `).bind(index);
    const rest = [...expressions, ...this.stamps];
    // Without anything to set the row is still locked, and its versions are compared.
    if (columns.length + rest.length === 0) rest.push(`${this.table.key[0]!.name} = ${this.table.key[0]!.name}`);
    if (rest.length > 0) head.push(`${columns.length > 0 ? ', ' : ''}${rest.join(', ')}`);
    row.append(head, columns.length);
    const made = createShape(head, this.canReturn(list) ? ` RETURNING ${list.returning}` : '', this.engine);
    list.shapes.set(key, made);
    return made;
  }
}
