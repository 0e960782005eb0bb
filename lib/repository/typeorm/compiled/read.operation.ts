import { ALL_VISIBLE, type Condition, type ItemQuestion } from '../../../query/question.js';
import type { FoundItem } from '../../resource-repository.js';
import type { RepositoryLookup } from '../repository-lookup.js';
import type { Engine } from './engine.factory.js';
import { createFieldLists, foundItem, type FieldList, type FieldListOf } from './field-list.js';
import { appendCondition } from './filter.builder.js';
import type { LinkedTable } from './linked-table.js';
import { appendJoins } from './relations/joined-table.js';
import { loadRelated, NOTHING_LOADED } from './relations/related.loader.js';
import { rowCondition, type RowCondition } from './row-condition.js';
import { appendKey, createShape, keyParameters, runShape, type Shape } from './shape.js';
import { SqlDraft } from './sql-draft.js';
import type { SqlPurpose, SqlResult } from './sql-runner.js';
import { createStatement } from './statement.factory.js';

/** Reads one row by its key, with the rows of relations that come with it. */
export class ReadOperation {
  private readonly listOf: FieldListOf;

  constructor(
    private readonly table: LinkedTable,
    private readonly engine: Engine,
    private readonly repositoryOf: RepositoryLookup,
  ) {
    this.listOf = createFieldLists(table, { withVersion: true, repositoryOf });
  }

  /** The versions of the question are left to writes. */
  async read(question: ItemQuestion, purpose: SqlPurpose = 'lookup'): Promise<FoundItem | undefined> {
    const list = this.listOf(question.fields, question.includes);
    const result = await this.resultOf(list, question, purpose);
    const row = result.rows[0];
    if (row === undefined) return undefined;
    if (list.requests.length === 0) return foundItem(list, result, row, NOTHING_LOADED);
    return foundItem(list, result, row, await loadRelated(list.requests, [row], question, this.repositoryOf));
  }

  /** @param key values in the form of parameters. */
  find(
    list: FieldList,
    key: readonly unknown[],
    filter: Condition | undefined,
    purpose: SqlPurpose,
    visibility = ALL_VISIBLE,
  ): Promise<SqlResult> {
    let shape = list.shapes.get('read');
    if (shape === undefined) {
      shape = createShape(appendKey(this.begin(list), this.table, 0), '', this.engine);
      list.shapes.set('read', shape);
    }
    return runShape(shape, key, filter && { condition: filter, visibility }, this.table, this.engine, purpose);
  }

  private resultOf(list: FieldList, question: ItemQuestion, purpose: SqlPurpose): Promise<SqlResult> {
    const { key, keyFields, deleted, filter, visibility } = question;
    const isRuled = visibility.size > 0 && list.joins.some(({ table }) => visibility.has(table.resource.name));
    if (keyFields === undefined && deleted === 'without' && !isRuled) {
      return this.find(list, keyParameters(this.table, key), filter, purpose, visibility);
    }
    const row = rowCondition(this.table, { key, keyFields, deleted, versions: [] });
    if (isRuled) return this.runRuled(list, row, question, purpose);
    const shape = this.shapeOf(list, row);
    const among = filter && { condition: filter, visibility };
    return runShape(shape, row.parameters, among, this.table, this.engine, purpose);
  }

  private shapeOf(list: FieldList, row: RowCondition): Shape {
    const key = `read ${row.shape}`;
    let shape = list.shapes.get(key);
    if (shape === undefined) {
      shape = createShape(row.append(this.begin(list), 0), '', this.engine);
      list.shapes.set(key, shape);
    }
    return shape;
  }

  private begin({ select, joins }: FieldList): SqlDraft {
    return new SqlDraft().push(`SELECT ${select} FROM ${this.table.from}${joins.map(({ text }) => text).join('')}`);
  }

  /** Rules about joined rows have values of their own: the statement is one that is not prepared. */
  private async runRuled(
    { select, joins }: FieldList,
    row: RowCondition,
    { filter, visibility }: ItemQuestion,
    purpose: SqlPurpose,
  ): Promise<SqlResult> {
    await this.engine.dialect.ready?.();
    const draft = new SqlDraft().push(`SELECT ${select} FROM ${this.table.from}`);
    appendJoins(draft, joins, visibility);
    const place = row.append(new SqlDraft(), 0);
    const values = place.parameters.map((slot) => row.parameters[slot as number]);
    place.parameters.splice(0, values.length, ...values);
    draft.append(place);
    if (filter !== undefined) appendCondition(draft.push(' AND '), filter, this.table, { visibility, isWrite: false });
    return this.engine.runner.run(createStatement(draft, this.engine.dialect), draft.parameters, purpose);
  }
}
