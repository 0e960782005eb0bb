import { APPLICATION } from '../common/application.js';
import { JsonText } from '../common/json-text.js';
import type { Principal } from '../common/principal.js';
import { currentRequestId } from '../common/request-scope.js';
import type { CommitFeed } from '../events/commit-feed.js';
import { permitItem } from '../policy/permit.js';
import { columnFields } from '../query/column-fields.js';
import type { PermittedQuery, PermittedWrite } from '../query/permitted-query.js';
import { itemQuestion } from '../query/plain-questions.js';
import type { ItemQuestion, ListQuestion } from '../query/question.js';
import type { FoundItem, ListResult } from '../repository/resource-repository.js';
import type { Payload } from '../resource/payload.js';
import type { CommittedRow, HookContext, ResourceHooks } from '../resource/resource-hooks.js';
import type { CreatedRow } from './created-row.js';
import { entitiesOf, entityOf, keyOf, type EntityParts } from './entity-answer.js';
import { writeEntity } from './entity-writer.js';
import type { HookDataReader } from './hook-data.js';
import { areVersionsMet } from './missed-write.js';
import { throwPlaced } from './placed-error.js';
import type { RowChange } from './row-change.js';

/** What hooks work with. */
export interface HookParts extends EntityParts {
  /** In the order in which they run. */
  readonly hooksOf: () => readonly ResourceHooks[];
  readonly feed: CommitFeed;
  readonly whenCommitted: (work: () => Promise<void>) => void;
  readonly data: HookDataReader;
}

type Write<Given, Written> = (given: Given) => Promise<Written>;

/** Runs what an application does around the writes of a resource, in their transaction, and tells of them once it is stored. */
export class RowHooks {
  constructor(private readonly parts: HookParts) {}

  private get hooks(): readonly ResourceHooks[] {
    return this.parts.hooksOf();
  }

  /** Whether there is anything to run; a write without goes its own way. */
  get isActive(): boolean {
    return this.hooks.length > 0 || this.parts.feed.isHeard;
  }

  /** Whether a hook is asked before rows are read, or shown them before they are answered. */
  get hearsReads(): boolean {
    return this.has('beforeRead') || this.has('afterRead');
  }

  /** A list with what hooks have made of its rows, by the output list of the question. */
  async list(query: PermittedQuery<ListQuestion>): Promise<ListResult> {
    const { resource, repository } = this.parts;
    await this.beforeRead('list', query.principal);
    if (!this.has('afterRead')) return repository.list(query);
    const page = await repository.list({ ...query, fields: columnFields(resource) });
    const rows = entitiesOf(this.parts, page.rows, query.includes);
    await this.afterRead(rows, 'list', query.principal);
    const texts = rows.map((row) => writeEntity(resource, row, query.fields, query.includes).text);
    return { ...page, rows: new JsonText(`[${texts.join(',')}]`), length: texts.length };
  }

  /** An item in the same way. */
  async read(query: PermittedQuery<ItemQuestion>): Promise<FoundItem | undefined> {
    const { resource, repository } = this.parts;
    await this.beforeRead('read', query.principal);
    if (!this.has('afterRead')) return repository.read(query);
    const found = await repository.read({ ...query, fields: columnFields(resource) });
    if (found === undefined) return undefined;
    const rows = [entityOf(this.parts, found, query.includes)];
    await this.afterRead(rows, 'read', query.principal);
    const [row] = rows;
    return row && { ...found, row: writeEntity(resource, row, query.fields, query.includes) };
  }

  /** @throws what a hook throws, to keep the rows from being read */
  async beforeRead(operation: 'list' | 'read', principal: Principal): Promise<void> {
    if (!this.has('beforeRead')) return;
    const context = this.contextOf(operation, principal, undefined);
    for (const hook of this.hooks) await hook.beforeRead?.(context);
  }

  aroundCreate(
    given: readonly Payload[],
    pointers: readonly string[],
    principal: Principal,
    write: Write<readonly Payload[], readonly CreatedRow[]>,
  ): Promise<readonly CreatedRow[]> {
    const { repository, resource } = this.parts;
    return repository.transaction(async () => {
      const context = this.contextOf('create', principal, undefined);
      const payloads: Payload[] = [];
      for (const [index, payload] of given.entries()) {
        payloads.push(
          await this.beforeCreate(payload, context).catch((error: unknown) => throwPlaced(error, pointers[index]!)),
        );
      }
      const rows = await write(payloads);
      const answered: CreatedRow[] = [];
      for (const row of rows) {
        const key = keyOf(resource, row.item);
        await this.after('afterCreate', key, context);
        answered.push(this.has('afterCreate') ? await this.asStored(row, key) : row);
      }
      return answered;
    });
  }

  /** @returns `undefined`, before any hook has run, when there is no row to write. */
  aroundChange<Written>(
    query: PermittedQuery<ItemQuestion>,
    permitted: PermittedWrite,
    change: RowChange<Written>,
    write: Write<RowChange<Written>, Written | undefined>,
  ): Promise<Written | undefined> {
    const { repository, resource } = this.parts;
    return repository.transaction(async () => {
      const fields = columnFields(resource);
      const found = await repository.read({ ...permitted, fields, includes: [], versions: [] });
      if (found === undefined || !areVersionsMet(permitted, found.version)) return undefined;
      const previous = entityOf(this.parts, found, []);
      const key = keyOf(resource, found);
      const context = this.contextOf(change.action, permitted.principal, previous);
      if (change.action === 'remove') {
        for (const hook of this.hooks) await hook.beforeRemove?.(previous, context);
        const removed = await write(change);
        if (removed === undefined) return undefined;
        for (const hook of this.hooks) await hook.afterRemove?.(previous, context);
        this.tellWhenStored(previous, context);
        return removed;
      }
      const payload = await this.beforeUpdate(change.payload ?? NOTHING, context);
      const written = await write(change.payload === undefined ? change : { ...change, payload });
      if (written === undefined) return undefined;
      await this.after('afterUpdate', key, context);
      if (!this.has('afterUpdate')) return written;
      return (
        ((await repository.read({ ...query, versions: [], deleted: 'without' })) as Written | undefined) ?? written
      );
    });
  }

  private async afterRead(rows: object[], operation: 'list' | 'read', principal: Principal): Promise<void> {
    const context = this.contextOf(operation, principal, undefined);
    for (const hook of this.hooks) await hook.afterRead?.(rows, context);
  }

  private has(name: keyof ResourceHooks): boolean {
    return this.hooks.some((hook) => hook[name] !== undefined);
  }

  private async beforeCreate(payload: Payload, context: HookContext): Promise<Payload> {
    let current = payload;
    for (const hook of this.hooks) {
      if (hook.beforeCreate === undefined) continue;
      current = await this.parts.data.change(current, 'create', (data) => hook.beforeCreate!(data, context));
    }
    return current;
  }

  private async beforeUpdate(payload: Payload, context: HookContext): Promise<Payload> {
    let current = payload;
    for (const hook of this.hooks) {
      if (hook.beforeUpdate === undefined) continue;
      current = await this.parts.data.change(current, 'update', (data) => hook.beforeUpdate!(data, context));
    }
    return current;
  }

  /** Runs the hooks on the row as it is stored, and has it told what became of it in the end. */
  private async after(
    name: 'afterCreate' | 'afterUpdate',
    key: readonly unknown[],
    context: HookContext,
  ): Promise<void> {
    const entity = await this.stored(key);
    if (entity === undefined) return;
    for (const hook of this.hooks) await hook[name]?.(entity, context);
    this.tellWhenStored(this.has(name) ? ((await this.stored(key)) ?? entity) : entity, context);
  }

  private async stored(key: readonly unknown[]): Promise<object | undefined> {
    const { resource, repository } = this.parts;
    const question = itemQuestion(key, columnFields(resource));
    const found = await repository.read(permitItem(resource, question, APPLICATION));
    return found && entityOf(this.parts, found, []);
  }

  /** The answer to a create says what the hooks have left of the row. */
  private async asStored(row: CreatedRow, key: readonly unknown[]): Promise<CreatedRow> {
    const { resource, repository } = this.parts;
    const question = itemQuestion(key, resource.representation.read);
    const found: FoundItem | undefined = await repository.read(permitItem(resource, question, APPLICATION));
    return found === undefined ? row : { ...row, item: { ...row.item, ...found } };
  }

  private tellWhenStored(entity: object, { operation, previous, principal, requestId, resource }: HookContext): void {
    const { feed, whenCommitted } = this.parts;
    const { hooks } = this;
    const own = hooks.flatMap((hook) => (hook.afterCommit === undefined ? [] : hook.afterCommit.bind(hook)));
    if (own.length === 0 && !feed.isHeard) return;
    const change = { resource, operation, entity, previous, principal, requestId } as CommittedRow;
    whenCommitted(() => feed.tell(change, own));
  }

  private contextOf(
    operation: HookContext['operation'],
    principal: Principal,
    previous: object | undefined,
  ): HookContext {
    return {
      resource: this.parts.resource.name,
      operation,
      principal: principal === APPLICATION ? undefined : principal,
      previous,
      requestId: currentRequestId(),
    };
  }
}

const NOTHING: Payload = Object.freeze(Object.create(null) as Record<string, unknown>);
