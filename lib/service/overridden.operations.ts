import { JsonText } from '../common/json-text.js';
import { ANONYMOUS, type Principal } from '../common/principal.js';
import { rowNotPermitted } from '../common/row-not-permitted.error.js';
import { readableRows } from '../policy/permit.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import type { ItemQuestion, ListQuestion } from '../query/question.js';
import type { FoundItem, ListResult } from '../repository/resource-repository.js';
import type { EntityData, EntityPage } from '../resource/entity-question.js';
import type { Payload } from '../resource/payload.js';
import type { ServiceMethod } from '../resource/service-methods.js';
import { answerOf, isReadableNow } from './create.operation.js';
import type { CreatedRow } from './created-row.js';
import { ASKED, FOUND, SENT, type AskedPage, type RouteOptions } from './route-options.js';
import { entityKeyOf, keyTextsOf } from './entity-key.js';
import { writeEntity } from './entity-writer.js';
import { missingRows } from './missing-rows.js';
import { noSuchItem } from './missed-write.js';
import { ResourceOperations } from './resource.operations.js';
import type { ResourceService } from './resource.service.js';
import type { RowChange } from './row-change.js';
import { bindingOf } from './service-binding.js';
import type { UpsertResult } from './upsert.operation.js';

/**
 * Operations of a resource whose service overrides some. What it answers goes through the output list, and a row that the
 * caller may not see is not answered, whatever the service says.
 */
export class OverriddenOperations extends ResourceOperations {
  constructor(
    private readonly inner: ResourceOperations,
    private readonly service: ResourceService,
    private readonly methods: ReadonlySet<ServiceMethod>,
  ) {
    super({
      // Hooks run around what the service leaves as it is, and around what it calls.
      ...inner.parts,
      own: {
        ...(methods.has('create') && { create: (payload, principal) => this.createByService(payload, principal) }),
        change: (query, change) => this.changeByService(query, change),
      },
    });
  }

  override async list(query: PermittedQuery<ListQuestion>): Promise<ListResult> {
    if (!this.methods.has('list')) return this.inner.list(query);
    const options: RouteOptions = { as: query.principal, [ASKED]: query };
    const page: EntityPage<object> & AskedPage = await this.service.list(options);
    const seen = await this.seenBy(query.principal, page.results);
    const texts = seen.map((entity) => writeEntity(this.resource, entity, query.fields, query.includes).text);
    return {
      rows: new JsonText(`[${texts.join(',')}]`),
      length: texts.length,
      hasMore: page.hasMore,
      total: page.count,
      edges: page[FOUND]?.edges,
    };
  }

  override async read(query: PermittedQuery<ItemQuestion>): Promise<FoundItem> {
    if (!this.methods.has('read')) return this.inner.read(query);
    const options: RouteOptions = { as: query.principal, [ASKED]: query };
    const entity = await this.service.read(entityKeyOf(this.resource, query.key), options);
    const [seen] = await this.seenBy(query.principal, [entity]);
    if (seen === undefined) throw noSuchItem(this.resource);
    return this.answerOf(seen, query);
  }

  override async upsert(payload: Payload, principal: Principal = ANONYMOUS): Promise<UpsertResult> {
    if (!this.methods.has('upsert')) return super.upsert(payload, principal);
    const { created, entity } = await this.service.upsert(...this.sentBy(principal, payload));
    const row = await this.rowOf(entity, principal);
    if (!created && !row.isReadable) throw rowNotPermitted();
    const item = answerOf(this.resource, row, principal);
    return created ? { created, item } : { created, item: item as FoundItem };
  }

  private async createByService(payload: Payload, principal: Principal): Promise<CreatedRow> {
    return this.rowOf(await this.service.create(...this.sentBy(principal, payload)), principal);
  }

  /** What a body has said, for a method of the service. */
  private sentBy(principal: Principal, payload: Payload): [EntityData<object>, RouteOptions] {
    const data = bindingOf(this.service).dataOf(payload) as EntityData<object>;
    return [data, { as: principal, [SENT]: payload }];
  }

  private async rowOf(entity: object, principal: Principal): Promise<CreatedRow> {
    const { read } = this.resource.representation;
    const item = {
      key: keyTextsOf(this.resource, entity),
      row: writeEntity(this.resource, entity, read, []),
      version: this.versionOf(entity),
    };
    return { item, isReadable: await isReadableNow(this.parts, item, principal) };
  }

  private changeByService<Written>(
    query: PermittedQuery<ItemQuestion>,
    { action, payload }: RowChange<Written>,
  ): Promise<Written> | undefined {
    if (!this.methods.has(action)) return undefined;
    const key = entityKeyOf(this.resource, query.key);
    const options: RouteOptions = { as: query.principal, [ASKED]: query, [SENT]: payload };
    if (action === 'remove') return this.service.remove(key, options).then(() => true as Written);
    const change = async (): Promise<Written> => {
      const data = bindingOf(this.service).dataOf(payload ?? {}) as EntityData<object>;
      const entity =
        action === 'restore'
          ? await this.service.restore(key, options)
          : await this.service[action](key, data, options);
      const [seen] = await this.seenBy(query.principal, [entity]);
      if (seen === undefined) throw rowNotPermitted();
      const answer =
        query.includes.length === 0 ? undefined : await this.parts.repository.read({ ...query, versions: [] });
      return (answer ?? this.answerOf(seen, { ...query, includes: [] })) as Written;
    };
    return change();
  }

  private answerOf(entity: object, { fields, includes }: ItemQuestion): FoundItem {
    return { row: writeEntity(this.resource, entity, fields, includes), version: this.versionOf(entity) };
  }

  private versionOf(entity: object): string | undefined {
    const { version } = this.resource;
    const value = version && (entity as Record<string, unknown>)[version.property];
    return value === undefined || value === null ? undefined : String(value as number);
  }

  /** Leaves out rows that the caller may not see: only what is stored can be judged, so a row without a key is none. */
  private async seenBy(principal: Principal, entities: readonly object[]): Promise<readonly object[]> {
    const { resource, parts } = this;
    const condition = readableRows(resource, principal);
    if (condition === true || entities.length === 0) return entities;
    if (condition === false) return [];
    const keys = entities.map((entity) =>
      resource.key.map(({ property }) => (entity as Record<string, unknown>)[property]),
    );
    const missing = new Set(
      await missingRows(parts.repository, { resource, keyFields: resource.key, keys, condition, principal }),
    );
    return entities.filter((_, index) => !missing.has(index));
  }
}
