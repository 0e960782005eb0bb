import type { Principal } from '../common/principal.js';
import { permitAction } from '../policy/permit-action.js';
import { permitItem, withDeleted } from '../policy/permit.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import { itemQuestion } from '../query/plain-questions.js';
import type { ItemQuestion } from '../query/question.js';
import type { EntityStore } from '../repository/entity-store.js';
import type { FoundItem } from '../repository/resource-repository.js';
import type { Action } from '../resource/action.js';
import type { ActionContext, CollectionActionContext } from '../resource/action.options.js';
import { noSuchItem, whyMissed } from './missed-write.js';
import type { WriteParts } from './write-parts.js';

/** What actions work with. */
export interface ActionParts extends WriteParts {
  readonly entities: EntityStore;
}

/** What became of an action. */
export interface ActionResult {
  /** What its code returned. */
  readonly returned: unknown;
  /** The row as the caller may read it now, for an action that answers with it; `undefined` when there is none. */
  readonly item: FoundItem | undefined;
}

/** The code of an action, ready to be run. */
export type ActionRun = (context: ActionContext<object, unknown>) => unknown;

type ContextParts = Pick<CollectionActionContext<unknown>, 'body' | 'principal'>;

/** Runs the actions of one resource. */
export class ResourceActions {
  constructor(private readonly parts: ActionParts) {}

  /**
   * @param query what may be seen
   * @throws LightApiError LA400 (404) for a row that may not be seen, LA600 (401) or LA700 (403) for one that the action
   * may not be done with, LA301 (412) for another version; what the code throws
   */
  onItem(action: Action, query: PermittedQuery<ItemQuestion>, body: unknown, run: ActionRun): Promise<ActionResult> {
    const { resource, repository, entities } = this.parts;
    const visible = withDeleted(query, 'without');
    const permitted = permitAction(resource, action, visible);
    const isLocked = action.isTransaction && action.method !== 'GET';
    return this.within(action, async () => {
      // Locked before it is looked at, so that what is found to be right stays so.
      const row = await entities.find(query.key, isLocked);
      const reason = await whyMissed(resource, repository, visible, permitted);
      if (reason !== undefined || row === undefined) throw reason ?? noSuchItem(resource);
      const returned = await run({ row, ...this.contextOf({ body, principal: query.principal }) });
      const isRow = action.answer === 'resource';
      return { returned, item: isRow ? await repository.read({ ...visible, versions: [] }) : undefined };
    });
  }

  /** @throws what the code throws; TypeError when it was to return a row and did not */
  onCollection(action: Action, principal: Principal, body: unknown, run: ActionRun): Promise<ActionResult> {
    return this.within(action, async () => {
      const returned = await run(this.contextOf({ body, principal }) as ActionContext<object, unknown>);
      return { returned, item: action.answer === 'resource' ? await this.answered(returned, principal) : undefined };
    });
  }

  private contextOf(given: ContextParts): CollectionActionContext<unknown> {
    const { entities } = this.parts;
    return { ...given, save: (entity) => entities.save(entity), remove: (entity) => entities.remove(entity) };
  }

  private async answered(returned: unknown, principal: Principal): Promise<FoundItem | undefined> {
    const { resource, repository, entities } = this.parts;
    if (returned === undefined) return undefined;
    const key = entities.keyOf(returned);
    if (key === undefined) throw new TypeError(`An action of ${resource.name} returned something else than a row.`);
    const question = itemQuestion(key, resource.representation.read);
    return repository.read(permitItem(resource, question, principal));
  }

  private within(action: Action, work: () => Promise<ActionResult>): Promise<ActionResult> {
    const { repository, entities } = this.parts;
    return action.isTransaction ? repository.transaction(work) : entities.guard(work);
  }
}
