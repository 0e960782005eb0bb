import { JsonText } from '../../../common/json-text.js';
import type { ListQuestion } from '../../../query/question.js';
import type { ListResult } from '../../resource-repository.js';
import { RowCounter } from './row-counter.js';
import type { Engine } from './engine.factory.js';
import { createFieldLists, type FieldList, type FieldListOf } from './field-list.js';
import { appendCondition, appendSearch } from './filter.builder.js';
import type { LinkedTable } from './linked-table.js';
import { SqlDraft } from './sql-draft.js';
import type { SqlResult } from './sql-runner.js';
import { createStatement } from './statement.factory.js';

/** Reads a page of rows, and how many there are in all. */
export class ListOperation {
  private readonly listOf: FieldListOf;
  private readonly counter: RowCounter;
  /** Whether the last page was full: then a count is most likely wanted, and is begun beside the page. */
  private lastPageWasFull = false;

  constructor(
    private readonly table: LinkedTable,
    private readonly engine: Engine,
  ) {
    this.listOf = createFieldLists(table, false);
    this.counter = new RowCounter(table, engine);
  }

  async list(question: ListQuestion): Promise<ListResult> {
    if (question.filter !== undefined || question.search.length > 0) await this.engine.dialect.ready?.();
    const where = this.whereOf(question);
    const list = this.listOf(question.fields);
    const offset = (question.page - 1) * question.pageSize;
    if (question.count === 'none') {
      const result = await this.page(list, where, question, offset, question.pageSize + 1);
      return listResult(
        list,
        result,
        Math.min(result.rows.length, question.pageSize),
        result.rows.length > question.pageSize,
        undefined,
      );
    }
    const early = this.lastPageWasFull ? this.counter.count(where, question.count) : undefined;
    // Awaited below; until then a failure of it must not count as unhandled.
    early?.catch(() => undefined);
    const result = await this.page(list, where, question, offset, question.pageSize);
    const { length } = result.rows;
    this.lastPageWasFull = length === question.pageSize;
    const isLast = length < question.pageSize && (length > 0 || offset === 0);
    // A count taken beside the page may be older than it, never smaller than what the page shows.
    const shown = length === 0 ? 0 : offset + length;
    const total = isLast ? shown : Math.max(await (early ?? this.counter.count(where, question.count)), shown);
    return listResult(list, result, length, total > offset + length, total);
  }

  private page(
    list: FieldList,
    where: SqlDraft,
    question: ListQuestion,
    offset: number,
    limit: number,
  ): Promise<SqlResult> {
    const draft = new SqlDraft().push(`SELECT ${list.select} FROM ${this.table.path}`).append(where);
    const order = this.orderOf(question);
    if (order !== '') draft.push(` ORDER BY ${order}`);
    draft.push(' LIMIT ').bind(limit);
    if (offset > 0) draft.push(' OFFSET ').bind(offset);
    return this.engine.runner.run(createStatement(draft, this.engine.dialect), draft.parameters, 'list');
  }

  private whereOf({ filter, search }: ListQuestion): SqlDraft {
    const draft = new SqlDraft();
    const { isAlive } = this.table;
    if (isAlive !== undefined) draft.push(` WHERE ${isAlive}`);
    if (filter !== undefined) {
      draft.push(draft.isEmpty ? ' WHERE ' : ' AND ');
      appendCondition(draft, filter, this.table);
    }
    if (search.length > 0) {
      draft.push(draft.isEmpty ? ' WHERE ' : ' AND ');
      appendSearch(draft, search, this.table);
    }
    return draft;
  }

  private orderOf({ sort }: ListQuestion): string {
    let order = '';
    for (const { field, direction } of sort) {
      const column = this.table.columnOf(field);
      order += (order === '' ? '' : ', ') + (direction === 'asc' ? column.ascending : column.descending);
    }
    return order;
  }
}

function listResult(
  list: FieldList,
  result: SqlResult,
  length: number,
  hasMore: boolean,
  total: number | undefined,
): ListResult {
  const write = result.parsed ? list.writeParsed : list.writeRaw;
  let text = '[';
  for (let index = 0; index < length; index++) {
    if (index > 0) text += ',';
    text += write(result.rows[index]!);
  }
  return { rows: new JsonText(text + ']'), length, hasMore, total };
}
