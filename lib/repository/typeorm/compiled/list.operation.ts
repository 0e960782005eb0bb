import { JsonText } from '../../../common/json-text.js';
import type { CursorPosition, ListQuestion } from '../../../query/question.js';
import type { ListResult } from '../../resource-repository.js';
import type { RepositoryLookup } from '../repository-lookup.js';
import { RowCounter } from './row-counter.js';
import type { Engine } from './engine.factory.js';
import { createFieldLists, type FieldList, type FieldListOf } from './field-list.js';
import type { LinkedTable } from './linked-table.js';
import { PageReader, type Page } from './page.reader.js';
import type { LoadedRelations } from './relations/nested-list.factory.js';
import { loadRelated, NOTHING_LOADED } from './relations/related.loader.js';
import { whereDraft } from './row-selection.builder.js';
import type { SqlDraft } from './sql-draft.js';

/** The rows of a list, and all that they are written with. */
export interface FoundRows {
  readonly list: FieldList;
  readonly page: Page;
  readonly loaded: LoadedRelations;
  readonly hasMore: boolean;
  readonly total: number | undefined;
}

/** Reads a page of rows, the rows of relations that come with them, and how many rows there are in all. */
export class ListOperation {
  private readonly counter: RowCounter;
  private readonly pages: PageReader;
  /** Whether the last page was full: then a count is most likely wanted, and is begun beside the page. */
  private lastPageWasFull = false;

  constructor(
    private readonly table: LinkedTable,
    private readonly engine: Engine,
    private readonly repositoryOf: RepositoryLookup,
    private readonly listOf: FieldListOf = createFieldLists(table, { repositoryOf }),
  ) {
    this.counter = new RowCounter(table, engine);
    this.pages = new PageReader(table, engine);
  }

  async list(question: ListQuestion): Promise<ListResult> {
    return listResult(await this.find(question));
  }

  async find(question: ListQuestion): Promise<FoundRows> {
    if (question.filter !== undefined || question.visibility.size > 0) await this.engine.dialect.ready?.();
    const where = whereDraft(question, this.table);
    const list = this.listOf(question.fields, question.includes);
    if (question.cursor !== undefined) return this.walk(list, where, question, question.cursor);
    const offset = (question.page - 1) * question.pageSize;
    if (question.count === 'none') {
      const page = await this.pages.byOffset(list, where, question, offset, question.pageSize + 1);
      const loaded = list.requests.length === 0 ? NOTHING_LOADED : await this.related(list, page, question);
      return { list, page, loaded, hasMore: page.hasMore, total: undefined };
    }
    const early = this.lastPageWasFull ? this.counter.count(where, question.count) : undefined;
    // Awaited below; until then a failure of it must not count as unhandled.
    early?.catch(() => undefined);
    const page = await this.pages.byOffset(list, where, question, offset, question.pageSize);
    const { length } = page.rows;
    this.lastPageWasFull = length === question.pageSize;
    const isLast = length < question.pageSize && (length > 0 || offset === 0);
    // A count taken beside the page may be older than it, never smaller than what the page shows.
    const shown = length === 0 ? 0 : offset + length;
    const counting = isLast ? undefined : (early ?? this.counter.count(where, question.count));
    counting?.catch(() => undefined);
    const loaded = list.requests.length === 0 ? NOTHING_LOADED : await this.related(list, page, question);
    const total = counting === undefined ? shown : Math.max(await counting, shown);
    return { list, page, loaded, hasMore: total > offset + length, total };
  }

  /** A page of a walk by cursor; rows that were passed are not counted unless that is asked for. */
  private async walk(
    list: FieldList,
    where: SqlDraft,
    question: ListQuestion,
    position: CursorPosition,
  ): Promise<FoundRows> {
    const counting = question.count === 'none' ? undefined : this.counter.count(where, question.count);
    counting?.catch(() => undefined);
    const page = await this.pages.byCursor(list, where, question, position);
    const loaded = list.requests.length === 0 ? NOTHING_LOADED : await this.related(list, page, question);
    return { list, page, loaded, hasMore: page.hasMore, total: await counting };
  }

  private related(list: FieldList, { rows }: Page, question: ListQuestion): Promise<LoadedRelations> {
    return loadRelated(list.requests, rows, question, this.repositoryOf);
  }
}

function listResult({ list, page, loaded, hasMore, total }: FoundRows): ListResult {
  const { result, rows, edges } = page;
  const write = result.parsed ? list.writeParsed : list.writeRaw;
  let text = '[';
  for (let index = 0; index < rows.length; index++) {
    if (index > 0) text += ',';
    text += write(rows[index]!, loaded);
  }
  return { rows: new JsonText(text + ']'), length: rows.length, hasMore, total, edges };
}
