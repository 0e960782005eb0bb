import { APPLICATION } from '../common/application.js';
import { LightApiError } from '../common/light-api.error.js';
import type { Principal } from '../common/principal.js';
import { permitItem, permitList, withVersions } from '../policy/permit.js';
import { columnFields } from '../query/column-fields.js';
import { neighbourCursors } from '../query/neighbour-cursors.js';
import type { ParameterTable } from '../query/parameter-table.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import { itemQuestion } from '../query/plain-questions.js';
import type { ItemQuestion, ListQuestion, VersionCondition } from '../query/question.js';
import { allOf } from '../query/search-condition.js';
import type { FoundItem } from '../repository/resource-repository.js';
import type {
  ChangeOptions,
  EntityData,
  EntityKey,
  EntityPage,
  ListOptions,
  OnBehalf,
  ReadOptions,
  RowsQuestion,
  UpsertedEntity,
} from '../resource/entity-question.js';
import { markService } from '../resource/service-methods.js';
import { readEntityKey, readIncludes, readListOptions } from './entity-question.reader.js';
import { entityOf, entitiesOf, storedEntity } from './entity-answer.js';
import { ASKED, FOUND, SENT, type RouteOptions } from './route-options.js';
import { bindingOf, type DataOperation, type ReadData, type ServiceBinding } from './service-binding.js';

/** Code that changes a row need not know its version. */
const ANY_VERSION: VersionCondition = { versions: '*', source: 'header' };

/**
 * What the application's own code does with the rows of a resource: the same checks, statements, hooks and announcements
 * as the routes, in the transaction of the caller, with entities instead of JSON.
 *
 * Without `as` the application itself asks: no access rule, scope or tenant narrows anything, every column can be read and
 * every column that TypeORM lets one write can be written. With `as` it is done for a caller, as a request of theirs.
 *
 * @example
 * ```ts
 * constructor(@InjectResource(Book) private readonly books: ResourceService<Book>) {}
 *
 * const page = await this.books.list({ filter: { pages: { gte: 300 } }, ordering: ['-publishedAt'] });
 * ```
 */
export class ResourceService<Entity extends object = object> {
  /**
   * One page of rows.
   *
   * @throws InvalidQuestionError with every problem of the question; LightApiError LA100 where its cursor is wrong
   */
  async list(question: ListOptions<Entity> = {}): Promise<EntityPage<Entity>> {
    const binding = bindingOf(this);
    const principal = question.as ?? APPLICATION;
    const table = binding.wordsFor(principal);
    const permitted = this.listOf(binding, question, principal, table);
    const page = await binding.operations.list(permitted);
    const cursors = permitted.cursor === undefined ? NO_CURSORS : neighbourCursors(permitted, page, table.cursors);
    const results = entitiesOf(binding, page.rows, permitted.includes) as Entity[];
    return { results, count: page.total, hasMore: page.hasMore, ...cursors, [FOUND]: page } as EntityPage<Entity>;
  }

  /** @throws LightApiError LA400 (404) when no row has the key, LA103 for what is no key. */
  async read(key: EntityKey, options: ReadOptions<Entity> = {}): Promise<Entity> {
    const binding = bindingOf(this);
    const query = this.itemOf(binding, key, options);
    return entityOf(binding, await binding.operations.read(query), query.includes) as Entity;
  }

  /** The same, with `undefined` for a row that is not there. */
  async find(key: EntityKey, options: ReadOptions<Entity> = {}): Promise<Entity | undefined> {
    try {
      return await this.read(key, options);
    } catch (error) {
      if (error instanceof LightApiError && error.code === 'LA400') return undefined;
      throw error;
    }
  }

  /** Whether there is a row with the key. */
  async exists(key: EntityKey, options: OnBehalf & Pick<ReadOptions<Entity>, 'deleted'> = {}): Promise<boolean> {
    const binding = bindingOf(this);
    const query = this.itemOf(binding, key, options);
    await binding.operations.parts.hooks?.beforeRead('read', query.principal);
    return (await binding.repository.read({ ...query, fields: binding.resource.key, includes: [] })) !== undefined;
  }

  /** Rows in all that meet the question. */
  async count(question: RowsQuestion<Entity> = {}): Promise<number> {
    const binding = bindingOf(this);
    const principal = question.as ?? APPLICATION;
    const options = { ...(question as object), page: 1, count: 'exact' } as const;
    const asked = readListOptions(binding.wordsFor(principal), options, binding.resource.key);
    const query = permitList(binding.resource, { ...asked, pageSize: 1 }, principal);
    await binding.operations.parts.hooks?.beforeRead('list', principal);
    return (await binding.repository.list(query)).total ?? 0;
  }

  /**
   * Stores a new row. The data is validated as a body is.
   *
   * @throws LightApiError LA200 with every problem of the data, 409 when a constraint refuses the row, LA701 (403) when
   * the caller may not create it
   */
  async create(data: EntityData<Entity>, options: OnBehalf = {}): Promise<Entity> {
    const binding = bindingOf(this);
    const principal = options.as ?? APPLICATION;
    const { payload } = await this.parsed(binding, 'create', data, options);
    return storedEntity(binding, principal, () => binding.operations.create(payload, { principal })) as Promise<Entity>;
  }

  /**
   * Changes what the data names.
   *
   * @throws LightApiError LA200 with every problem of the data, LA400 (404) when no row has the key, LA302 (409) when it
   * has another version than is named, 409 when a constraint refuses the change
   */
  async update(key: EntityKey, data: EntityData<Entity>, options: ChangeOptions = {}): Promise<Entity> {
    return this.changed('update', key, data, options);
  }

  /**
   * Sets all of the row: what the data does not name returns to its default.
   *
   * @throws LightApiError like `update`
   */
  async replace(key: EntityKey, data: EntityData<Entity>, options: ChangeOptions = {}): Promise<Entity> {
    return this.changed('replace', key, data, options);
  }

  /** @throws LightApiError LA400 (404) when no row has the key, LA403 (409) when other rows refer to it. */
  async remove(key: EntityKey, options: ChangeOptions = {}): Promise<void> {
    const binding = bindingOf(this);
    await binding.operations.remove(versioned(this.itemOf(binding, key, options), options, undefined));
  }

  /**
   * Takes back a soft deletion.
   *
   * @throws LightApiError LA400 (404) when no deleted row has the key; TypeError for an entity without a date of deletion
   */
  async restore(key: EntityKey, options: ChangeOptions = {}): Promise<Entity> {
    const binding = bindingOf(this);
    if (!binding.resource.softDeletes) throw new TypeError(`${binding.resource.name} has no date of deletion.`);
    const query = versioned(this.itemOf(binding, key, options), options, undefined);
    return entityOf(binding, await binding.operations.restore(query), []) as Entity;
  }

  /**
   * Changes the row that has the resource's upsert key, or creates it.
   *
   * @throws LightApiError like `create` and `update`; TypeError for a resource without the option `upsert`
   */
  async upsert(data: EntityData<Entity>, options: OnBehalf = {}): Promise<UpsertedEntity<Entity>> {
    const binding = bindingOf(this);
    if (binding.resource.upsertKey === undefined)
      throw new TypeError(`${binding.resource.name} has no upsert key: name it in the option "upsert".`);
    const principal = options.as ?? APPLICATION;
    const { payload } = await this.parsed(binding, 'upsert', data, options);
    let created = false;
    const entity = await storedEntity(binding, principal, async () => {
      const result = await binding.operations.upsert(payload, principal);
      created = result.created;
      return result.item;
    });
    return { created, entity: entity as Entity };
  }

  private async changed(
    operation: 'update' | 'replace',
    key: EntityKey,
    data: EntityData<Entity>,
    options: ChangeOptions,
  ): Promise<Entity> {
    const binding = bindingOf(this);
    const { payload, version } = await this.parsed(binding, operation, data, options);
    const query = versioned(this.itemOf(binding, key, options), options, version);
    const item: FoundItem = await binding.operations[operation](query, payload);
    return entityOf(binding, item, []) as Entity;
  }

  /** What a request has asked, narrowed by what an overriding method adds to it; else the question of the code. */
  private listOf(
    { resource }: ServiceBinding,
    question: ListOptions<Entity> & Partial<RouteOptions>,
    principal: Principal,
    table: ParameterTable,
  ): PermittedQuery<ListQuestion> {
    const asked = question[ASKED] as PermittedQuery<ListQuestion> | undefined;
    if (asked === undefined)
      return permitList(
        resource,
        readListOptions(table, question as object, columnFields(resource, principal)),
        principal,
      );
    const { filter, search } = question;
    const added = readListOptions(table, { filter, search } as object, resource.key).filter;
    return { ...asked, fields: columnFields(resource), filter: allOf(asked.filter, added) };
  }

  private async parsed(
    binding: ServiceBinding,
    operation: DataOperation,
    data: object,
    { as, [SENT]: sent }: OnBehalf & Partial<RouteOptions>,
  ): Promise<ReadData> {
    if (sent === undefined) return binding.parse(operation, binding.input(data), as);
    const isNew = operation === 'create' || operation === 'upsert';
    return { payload: await binding.merged(sent, isNew ? 'create' : 'update', data), version: undefined };
  }

  private itemOf(
    { resource, wordsFor }: ServiceBinding,
    key: EntityKey,
    options: ReadOptions<Entity> & Partial<RouteOptions>,
  ): PermittedQuery<ItemQuestion> {
    const principal: Principal = options.as ?? APPLICATION;
    const asked = options[ASKED] as PermittedQuery<ItemQuestion> | undefined;
    const includes = asked?.includes ?? readIncludes(wordsFor(principal), options.include);
    const deleted = asked?.deleted ?? options.deleted ?? 'without';
    const fields = asked === undefined ? columnFields(resource, principal) : columnFields(resource);
    const question = itemQuestion(readEntityKey(resource, key), fields, { includes, deleted });
    const permitted = permitItem(resource, question, principal);
    // What a request asks is written by its own list, and code in between may see all of the row.
    return asked === undefined ? permitted : { ...permitted, fields, versions: asked.versions };
  }
}

const NO_CURSORS = { next: null, previous: null } as const;

function versioned(
  query: PermittedQuery<ItemQuestion>,
  { version }: ChangeOptions,
  sent: string | undefined,
): PermittedQuery<ItemQuestion> {
  const named = [version, sent].filter((one) => one !== undefined);
  if (named.length === 0) return query.versions.length > 0 ? query : withVersions(query, [ANY_VERSION]);
  return withVersions(
    query,
    named.map((one) => ({ versions: [String(one)], source: 'body' })),
  );
}

markService(ResourceService.prototype);
