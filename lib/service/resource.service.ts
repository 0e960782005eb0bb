import type { JsonText } from '../common/json-text.js';
import { LightApiError } from '../common/light-api.error.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import type { ItemQuestion, ListQuestion } from '../query/question.js';
import type { ListResult, ResourceRepository, StoredItem } from '../repository/resource-repository.js';
import type { Payload } from '../resource/payload.js';
import type { Resource } from '../resource/resource.js';

/**
 * What can be done with the rows of one resource. Each resource has a subclass of its own in the container, so that a
 * host application can inject or override it by class.
 */
export class ResourceService {
  constructor(
    readonly resource: Resource,
    private readonly repository: ResourceRepository,
    /** Origin that links start with; empty for path-absolute links. */
    readonly publicUrl: string,
  ) {}

  list(query: PermittedQuery<ListQuestion>): Promise<ListResult> {
    return this.repository.list(query);
  }

  /** @throws LightApiError LA400 (404) when no row has the key. */
  async read(query: PermittedQuery<ItemQuestion>): Promise<JsonText> {
    return this.found(await this.repository.read(query));
  }

  /** @throws LightApiError 409 when a constraint of the database refuses the row. */
  create(payload: Payload): Promise<StoredItem> {
    return this.repository.create(payload);
  }

  /** @throws LightApiError LA400 (404) when no row has the key, 409 when a constraint refuses the change. */
  async update(query: PermittedQuery<ItemQuestion>, payload: Payload): Promise<JsonText> {
    return this.found(await this.repository.update(query, payload));
  }

  /** @throws LightApiError LA400 (404) when no row has the key, 409 when a constraint refuses the change. */
  async replace(query: PermittedQuery<ItemQuestion>, payload: Payload): Promise<JsonText> {
    return this.found(await this.repository.replace(query, payload));
  }

  /** @throws LightApiError LA400 (404) when no row has the key, LA403 (409) when other rows refer to it. */
  async remove(query: PermittedQuery<ItemQuestion>): Promise<void> {
    this.found((await this.repository.remove(query)) || undefined);
  }

  private found<Found>(found: Found | undefined): Found {
    if (found === undefined) throw new LightApiError('LA400', `No ${this.resource.name} has this key.`);
    return found;
  }
}
