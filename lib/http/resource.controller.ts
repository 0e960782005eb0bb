import { JsonText } from '../common/json-text.js';
import type { ParsedBody } from '../payload/parsed-body.js';
import { withVersions } from '../policy/permit.js';
import { neighbourCursors, type WalkedPage } from '../query/neighbour-cursors.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import type { ItemQuestion } from '../query/question.js';
import type { Relation } from '../resource/resource.js';
import type { ResourceOperations } from '../service/resource.operations.js';
import { cursorPosition } from './cursor-links.js';
import type { AnswerHeads } from './answer-head.js';
import { entityTag, weakTag } from './entity-tag.js';
import { countsOf, linkHeader, pagePosition, type CountedPage, type PagePosition } from './page-links.js';
import { answerRead } from './read-answer.js';
import { requestPath, type HttpRequest, type HttpResponse } from './request-parameters.js';
import type { BulkWrite, CreateRequest, ListRequest, UpsertRequest } from './request-readers.js';

/** A row as it is answered, with its version where it has one. */
interface AnsweredItem<Row = JsonText> {
  readonly row: Row;
  readonly version: string | undefined;
}

/** Rows as they are answered, with what is known of those around them. */
interface AnsweredPage extends CountedPage, WalkedPage {
  readonly rows: JsonText;
}

/**
 * The handlers of every generated controller. Each resource has a subclass of its own that names its routes. A class that
 * extends this one, as the option `controller` of a resource, answers in the place of those that it overrides.
 */
export class ResourceController {
  /** What is behind the routes; there once the constructor is done. */
  declare readonly operations: ResourceOperations;
  /** What answers say of who may keep them. */
  declare protected readonly headOf: AnswerHeads;

  /**
   * One page: `{ count, pages, next, previous, results }` and a `Link` header field (RFC 8288), or 304 for a client that
   * has it already.
   */
  async list(list: ListRequest, request: HttpRequest, response: HttpResponse): Promise<JsonText | undefined> {
    return this.page(list, await this.operations.list(list.query), request, response);
  }

  /** The same for a question in a body. It has no address, so `next` and `previous` are cursors to send with it. */
  async search(
    { query, table }: ListRequest,
    request: HttpRequest,
    response: HttpResponse,
  ): Promise<JsonText | undefined> {
    const page = await this.operations.list(query);
    const text = pageText({ ...countsOf(query, page), ...neighbourCursors(query, page, table.cursors) }, page.rows);
    return answerRead({ query, text, etag: undefined, link: undefined }, this.headOf, request, response);
  }

  /** A search by the method that is made for it: safe, and with a body (RFC 10008). */
  query(list: ListRequest, request: HttpRequest, response: HttpResponse): Promise<JsonText | undefined> {
    return this.search(list, request, response);
  }

  /** One page of the rows that belong to an item. */
  async listRelated(
    relation: Relation,
    parent: PermittedQuery<ItemQuestion>,
    list: ListRequest,
    request: HttpRequest,
    response: HttpResponse,
  ): Promise<JsonText | undefined> {
    return this.page(list, await this.operations.listRelated(relation, parent, list.query), request, response);
  }

  /**
   * The stored row, with its place in the `Location` header field (RFC 9110 §10.2.2); the place alone for who may create
   * a row and not read it.
   */
  async create(
    { payload, principal, idempotency }: CreateRequest,
    request: HttpRequest,
    response: HttpResponse,
  ): Promise<JsonText | undefined> {
    const item = await this.operations.create(payload, { principal, idempotency });
    if (item.replayed === true) response.header('Idempotency-Replayed', 'true');
    response.header('Location', this.locationOf(item.key, requestPath(request).replace(/\/$/, '')));
    return this.tagged(item, response);
  }

  /** The row, or 304 for a client that has it in this version already. */
  async read(
    query: PermittedQuery<ItemQuestion>,
    request: HttpRequest,
    response: HttpResponse,
  ): Promise<JsonText | undefined> {
    const item = await this.operations.read(query);
    const { text } = item.row;
    const etag = this.tagOf(item, query) ?? weakTag(text);
    return answerRead({ query, text, etag, link: undefined }, this.headOf, request, response);
  }

  /** All of the row: what is absent returns to its default (RFC 9110 §9.3.4). */
  async replace(query: PermittedQuery<ItemQuestion>, body: ParsedBody, response: HttpResponse): Promise<JsonText> {
    return this.tagged(await this.operations.replace(versioned(query, body), body.payload), response, query);
  }

  /** Some of the row (RFC 5789, with a merge patch of RFC 7396). */
  async update(query: PermittedQuery<ItemQuestion>, body: ParsedBody, response: HttpResponse): Promise<JsonText> {
    return this.tagged(await this.operations.update(versioned(query, body), body.payload), response, query);
  }

  remove(query: PermittedQuery<ItemQuestion>): Promise<void> {
    return this.operations.remove(query);
  }

  /** The row as it is again. */
  async restore(query: PermittedQuery<ItemQuestion>, response: HttpResponse): Promise<JsonText> {
    return this.tagged(await this.operations.restore(query), response, query);
  }

  /** 201 with its place for a new row, 200 for one that was changed. */
  async upsert(
    { payload, principal }: UpsertRequest,
    request: HttpRequest,
    response: HttpResponse,
  ): Promise<JsonText | undefined> {
    const { created, item } = await this.operations.upsert(payload, principal);
    response.status(created ? 201 : 200);
    if (created) {
      response.header('Location', this.locationOf(item.key, requestPath(request).replace(/\/[^/]*\/?$/, '')));
    }
    return this.tagged(item, response);
  }

  /** What became of the items, each in the order of the request. */
  async bulk({ request, principal }: BulkWrite): Promise<JsonText> {
    const { created, updated, removed } = await this.operations.bulk(request, principal);
    return new JsonText(`{"created":${listOf(created)},"updated":${listOf(updated)},"removed":${removed}}`);
  }

  private page(
    { query, table }: ListRequest,
    page: AnsweredPage,
    request: HttpRequest,
    response: HttpResponse,
  ): JsonText | undefined {
    const base = this.operations.publicUrl + requestPath(request);
    const position =
      query.cursor === undefined
        ? pagePosition(query, page, base, table.resource.limits.maxOffset)
        : cursorPosition(query, page, base, table.cursors);
    const text = pageText(position, page.rows);
    const answer = { query, text, etag: weakTag(text), link: linkHeader(position) };
    return answerRead(answer, this.headOf, request, response);
  }

  private locationOf(key: readonly string[], collection: string): string {
    return `${this.operations.publicUrl}${collection}/${key.map(encodeURIComponent).join('/')}`;
  }

  /** Answers with a row and, where one is kept, with its version as a strong entity tag (RFC 9110 §8.8.3). */
  private tagged<Row extends JsonText | undefined>(
    item: AnsweredItem<Row>,
    response: HttpResponse,
    query?: PermittedQuery<ItemQuestion>,
  ): Row {
    const tag = this.tagOf(item, query);
    if (tag !== undefined) response.header('ETag', tag);
    return item.row;
  }

  private tagOf({ version }: Pick<AnsweredItem, 'version'>, query?: PermittedQuery<ItemQuestion>): string | undefined {
    // Rows that are included change without the version of this one.
    const isWhole = query === undefined || query.includes.length === 0;
    return version !== undefined && isWhole && this.operations.resource.locking !== 'none'
      ? entityTag(version)
      : undefined;
  }
}

/** The version that a body names is one more condition. */
function versioned(query: PermittedQuery<ItemQuestion>, { version }: ParsedBody): PermittedQuery<ItemQuestion> {
  return version === undefined ? query : withVersions(query, [{ versions: [version], source: 'body' }]);
}

/** `null` stands for a row that may not be read. */
function listOf(items: readonly AnsweredItem<JsonText | undefined>[]): string {
  return `[${items.map(({ row }) => row?.text ?? 'null').join(',')}]`;
}

function pageText(
  { count, pages, next, previous }: Pick<PagePosition, 'count' | 'pages' | 'next' | 'previous'>,
  rows: JsonText,
): string {
  return `{"count":${count},"pages":${pages},"next":${JSON.stringify(next)},"previous":${JSON.stringify(previous)},"results":${rows.text}}`;
}
