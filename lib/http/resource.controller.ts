import { JsonText } from '../common/json-text.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import type { ItemQuestion, ListQuestion } from '../query/question.js';
import type { Payload } from '../resource/payload.js';
import type { ResourceService } from '../service/resource.service.js';
import { linkHeader, pagePosition } from './page-links.js';
import { requestPath, type HttpRequest, type HttpResponse } from './request-parameters.js';

/** The handlers of every generated controller. Each resource has a subclass of its own that names its routes. */
export class ResourceController {
  constructor(readonly service: ResourceService) {}

  /** One page: `{ count, pages, next, previous, results }` and a `Link` header field (RFC 8288). */
  async list(query: PermittedQuery<ListQuestion>, request: HttpRequest, response: HttpResponse): Promise<JsonText> {
    const result = await this.service.list(query);
    const { resource, publicUrl } = this.service;
    const position = pagePosition(query, result, publicUrl + requestPath(request), resource.limits.maxOffset);
    const links = linkHeader(position);
    if (links !== undefined) response.header('Link', links);
    const { count, pages, next, previous } = position;
    return new JsonText(
      `{"count":${count},"pages":${pages},"next":${JSON.stringify(next)},"previous":${JSON.stringify(previous)},"results":${result.rows.text}}`,
    );
  }

  /** The stored row, with its place in the `Location` header field (RFC 9110 §10.2.2). */
  async create(payload: Payload, request: HttpRequest, response: HttpResponse): Promise<JsonText> {
    const { row, key } = await this.service.create(payload);
    const collection = this.service.publicUrl + requestPath(request).replace(/\/$/, '');
    response.header('Location', `${collection}/${key.map(encodeURIComponent).join('/')}`);
    return row;
  }

  read(query: PermittedQuery<ItemQuestion>): Promise<JsonText> {
    return this.service.read(query);
  }

  /** All of the row: what is absent returns to its default (RFC 9110 §9.3.4). */
  replace(query: PermittedQuery<ItemQuestion>, payload: Payload): Promise<JsonText> {
    return this.service.replace(query, payload);
  }

  /** Some of the row (RFC 5789, with a merge patch of RFC 7396). */
  update(query: PermittedQuery<ItemQuestion>, payload: Payload): Promise<JsonText> {
    return this.service.update(query, payload);
  }

  remove(query: PermittedQuery<ItemQuestion>): Promise<void> {
    return this.service.remove(query);
  }
}
