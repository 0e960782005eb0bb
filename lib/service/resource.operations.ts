import { ANONYMOUS, type Principal } from '../common/principal.js';
import { permitItem, withDeleted } from '../policy/permit.js';
import { permitUpsertKey } from '../policy/permit-upsert.js';
import type { PermittedQuery, PermittedWrite } from '../query/permitted-query.js';
import { itemQuestion } from '../query/plain-questions.js';
import type { ItemQuestion, ListQuestion } from '../query/question.js';
import type { IdempotencyStore } from '../repository/idempotency-store.js';
import type { FoundItem, ListResult, ResourceRepository, StoredItem } from '../repository/resource-repository.js';
import type { BulkKey, BulkRequest } from '../resource/bulk-request.js';
import type { IdempotencyRequest } from '../resource/idempotency-request.js';
import type { Payload } from '../resource/payload.js';
import type { Relation, Resource } from '../resource/resource.js';
import { runBulk, type BulkResult } from './bulk.operation.js';
import { changeItem, requireVersion } from './change.operation.js';
import type { RowChange } from './row-change.js';
import { answerOf, createItem, isReadableNow } from './create.operation.js';
import type { CreatedRow } from './created-row.js';
import type { CreatedItem } from './created-item.js';
import { createOnce } from './idempotent-create.js';
import { noSuchItem } from './missed-write.js';
import { upsertItem, type UpsertResult } from './upsert.operation.js';
import type { WriteParts } from './write-parts.js';

/** What a service works with. */
export interface ServiceParts extends WriteParts {
  /** Where answers are kept by idempotency key; `undefined` where creates do not heed them. */
  readonly idempotency: IdempotencyStore | undefined;
  /** Origin that links start with; empty for path-absolute links. */
  readonly publicUrl: string;
}

/** What a create may be told beside the row. */
export interface CreateOptions {
  /** Who asks; some fields may be set from it. Default: the anonymous principal. */
  readonly principal?: Principal;
  /** Makes the create happen once for its key; without effect where the resource keeps no answers. */
  readonly idempotency?: IdempotencyRequest;
}

/**
 * What can be done with the rows of one resource, as the routes ask for it: by questions that the policy has permitted.
 * Each resource has a subclass of its own in the container. Applications work with `ResourceService`, which asks these.
 */
export class ResourceOperations {
  readonly resource: Resource;
  /** Origin that links start with; empty for path-absolute links. */
  readonly publicUrl: string;
  private readonly repository: ResourceRepository;

  constructor(readonly parts: ServiceParts) {
    this.resource = parts.resource;
    this.publicUrl = parts.publicUrl;
    this.repository = parts.repository;
  }

  /** Whether code of the application runs around the writes, or hears of them. */
  get hasHooks(): boolean {
    return this.parts.hooks?.isActive === true;
  }

  list(query: PermittedQuery<ListQuestion>): Promise<ListResult> {
    const { hooks } = this.parts;
    return hooks?.hearsReads === true ? hooks.list(query) : this.repository.list(query);
  }

  /**
   * The rows on the other side of a relation of one item.
   *
   * @throws LightApiError LA400 (404) when the item cannot be read
   */
  async listRelated(
    relation: Relation,
    parent: PermittedQuery<ItemQuestion>,
    query: PermittedQuery<ListQuestion>,
  ): Promise<ListResult> {
    await this.read(parent);
    return this.parts.repositoryOf(relation.target).list(query);
  }

  /** @throws LightApiError LA400 (404) when no row has the key. */
  async read(query: PermittedQuery<ItemQuestion>): Promise<FoundItem> {
    const { hooks } = this.parts;
    const found = await (hooks?.hearsReads === true ? hooks.read(query) : this.repository.read(query));
    if (found === undefined) throw noSuchItem(this.resource);
    return found;
  }

  /**
   * @throws LightApiError LA600 (401) or LA700 (403) when the principal may create none, LA701 (403) when not this one, 409
   * when a constraint of the database refuses the row, LA303 (422) for a key that came with another body, LA304 (409) when
   * a request with the key is running
   */
  async create(payload: Payload, { principal = ANONYMOUS, idempotency }: CreateOptions = {}): Promise<CreatedItem> {
    const { resource, repository, parts } = this;
    const create = (): Promise<CreatedRow> => createItem(parts, payload, principal);
    const store = parts.idempotency;
    const rules = resource.idempotency;
    if (idempotency === undefined || rules === undefined || store === undefined) {
      return answerOf(resource, await create(), principal);
    }
    const { key, scope, fingerprint } = idempotency;
    const claim = { space: [resource.name, scope], key, fingerprint, retentionMs: rules.retentionMs };
    const isReadable = (item: StoredItem): Promise<boolean> => isReadableNow(parts, item, principal);
    const { created, isReplayed } = await createOnce(repository, store, claim, { create, isReadable });
    const item = answerOf(resource, created, principal);
    return isReplayed ? { ...item, replayed: true } : item;
  }

  /**
   * @throws LightApiError LA400 (404) when no row has the key, 409 when a constraint refuses the change, LA300 (428)
   * without a version where one is demanded, LA301 (412) or LA302 (409) for another version
   */
  update(query: PermittedQuery<ItemQuestion>, payload: Payload): Promise<FoundItem> {
    const { repository } = this;
    return this.change(query, { action: 'update', payload, write: (...row) => repository.update(...row) });
  }

  /** @throws LightApiError like `update`. */
  replace(query: PermittedQuery<ItemQuestion>, payload: Payload): Promise<FoundItem> {
    const { repository } = this;
    return this.change(query, { action: 'replace', payload, write: (...row) => repository.replace(...row) });
  }

  /** @throws LightApiError like `update`, and LA403 (409) when other rows refer to it. */
  async remove(query: PermittedQuery<ItemQuestion>): Promise<void> {
    const write = async (permitted: PermittedWrite) => (await this.repository.remove(permitted)) || undefined;
    await this.change(query, { action: 'remove', write });
  }

  /**
   * Takes back a soft deletion.
   *
   * @throws LightApiError LA400 (404) when no deleted row has the key, LA301 (412) for another version, 409 when a
   * constraint refuses the row
   */
  restore(query: PermittedQuery<ItemQuestion>): Promise<FoundItem> {
    const write = (permitted: PermittedWrite) => this.repository.restore(permitted);
    return changeItem(this.parts, withDeleted(query, 'only'), { action: 'restore', write });
  }

  /**
   * Changes the row that has the resource's upsert key, or creates it.
   *
   * @throws LightApiError 409 when a constraint refuses the row, or one that the principal does not see has the key, LA600
   * (401) or LA700 (403) when it may not change the row that has the key, or may not create one
   */
  upsert(payload: Payload, principal: Principal = ANONYMOUS): Promise<UpsertResult> {
    const { resource } = this;
    const key = permitUpsertKey(resource, payload, principal);
    const question = itemQuestion(key, resource.representation.read, { keyFields: resource.upsertKey });
    return upsertItem(this.parts, question, payload, principal);
  }

  /**
   * Creates, changes and removes many items, or does nothing.
   *
   * @throws LightApiError LA305 (409) with the problems of the items
   */
  bulk(request: BulkRequest, principal: Principal = ANONYMOUS): Promise<BulkResult> {
    const { resource } = this;
    const queryOf = ({ key, version }: BulkKey): PermittedQuery<ItemQuestion> => {
      const versions = version === undefined ? [] : [{ versions: [version], source: 'body' as const }];
      return permitItem(resource, itemQuestion(key, resource.representation.read, { versions }), principal);
    };
    return runBulk(this.parts, request, principal, queryOf);
  }

  private async change<Written>(query: PermittedQuery<ItemQuestion>, change: RowChange<Written>): Promise<Written> {
    requireVersion(this.resource, query);
    // Whatever a read may show: what is deleted is changed only by being restored.
    return changeItem(this.parts, withDeleted(query, 'without'), change);
  }
}
