import type { CursorPosition, ListQuestion } from '../../../query/question.js';
import type { SortKey } from '../../../resource/resource.js';
import type { ListResult } from '../../resource-repository.js';
import type { Engine } from './engine.factory.js';
import type { FieldList } from './field-list.js';
import { appendKeyset, storedOrderOf, walkOrder } from './keyset.builder.js';
import type { LinkedTable } from './linked-table.js';
import { orderText, sortColumn, withSortJoins } from './ordering.builder.js';
import { appendJoins } from './relations/joined-table.js';
import { SqlDraft } from './sql-draft.js';
import type { SqlResult } from './sql-runner.js';
import { createStatement } from './statement.factory.js';
import type { StoredValue } from './stored-order.js';

/** Rows of a page in the order that was asked for. */
export interface Page {
  readonly result: SqlResult;
  readonly rows: SqlResult['rows'];
  /** Whether there is at least one more row in the direction of the page. */
  readonly hasMore: boolean;
  readonly edges: ListResult['edges'];
}

/** Reads the rows of one page with one statement. */
export class PageReader {
  constructor(
    private readonly table: LinkedTable,
    private readonly engine: Engine,
  ) {}

  /**
   * Rows from an offset on.
   *
   * @param limit one more than the page size finds out whether there is more
   */
  async byOffset(
    list: FieldList,
    where: SqlDraft,
    question: ListQuestion,
    offset: number,
    limit: number,
  ): Promise<Page> {
    const draft = this.begin(list, question, '').append(where);
    const order = orderText(question.sort, this.table);
    if (order !== '') draft.push(` ORDER BY ${order}`);
    draft.push(' LIMIT ').bind(limit);
    if (offset > 0) draft.push(' OFFSET ').bind(offset);
    const result = await this.run(draft);
    const hasMore = result.rows.length > question.pageSize;
    return { result, rows: hasMore ? result.rows.slice(0, question.pageSize) : result.rows, hasMore, edges: undefined };
  }

  /** Rows after or before a position, and what is known of the first and the last of them. */
  async byCursor(list: FieldList, where: SqlDraft, question: ListQuestion, position: CursorPosition): Promise<Page> {
    const { sort, pageSize } = question;
    const { values } = position;
    const isBackwards = position.side === 'before';
    const draft = this.begin(list, question, this.edgeSelect(sort)).append(where);
    if (values !== undefined) {
      appendKeyset(where.isEmpty ? draft.push(' WHERE ') : draft.push(' AND '), sort, this.table, {
        ...position,
        values,
      });
    }
    draft.push(` ORDER BY ${walkOrder(sort, this.table, position.side)} LIMIT `).bind(pageSize + 1);
    const result = await this.run(draft);
    const rows = result.rows.slice(0, pageSize);
    if (isBackwards) rows.reverse();
    return { result, rows, hasMore: result.rows.length > pageSize, edges: this.edgesOf(rows, sort, list.width) };
  }

  private begin(list: FieldList, { sort, visibility }: ListQuestion, edges: string): SqlDraft {
    const draft = new SqlDraft().push(`SELECT ${list.select}${edges} FROM ${this.table.from}`);
    const joins = withSortJoins(list.joins, sort, this.table);
    if (joins.length > 0) appendJoins(draft, joins, visibility);
    return draft;
  }

  private edgeSelect(sort: readonly SortKey[]): string {
    const terms = sort.map((key, index) => {
      return `, ${storedOrderOf(sortColumn(key, this.table), this.table).select} AS e${index}`;
    });
    return terms.join('');
  }

  private edgesOf(rows: SqlResult['rows'], sort: readonly SortKey[], first: number): ListResult['edges'] {
    if (rows.length === 0) return undefined;
    const orders = sort.map((key) => storedOrderOf(sortColumn(key, this.table), this.table));
    const valuesOf = (row: readonly unknown[]): StoredValue[] =>
      orders.map(({ toStored }, index) => {
        const raw = row[first + index];
        return raw === null || raw === undefined ? null : toStored(raw);
      });
    return { first: valuesOf(rows[0]!), last: valuesOf(rows.at(-1)!) };
  }

  private run(draft: SqlDraft): Promise<SqlResult> {
    return this.engine.runner.run(createStatement(draft, this.engine.dialect), draft.parameters, 'list');
  }
}
