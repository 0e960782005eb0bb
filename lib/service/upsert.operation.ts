import { APPLICATION } from '../common/application.js';
import { LightApiError } from '../common/light-api.error.js';
import type { Principal } from '../common/principal.js';
import { forbidden } from '../policy/forbidden.error.js';
import { mayEver } from '../policy/may-ever.js';
import { permitItem, permitWrite } from '../policy/permit.js';
import type { PermittedQuery, PermittedWrite } from '../query/permitted-query.js';
import type { ItemQuestion } from '../query/question.js';
import type { FoundItem } from '../repository/resource-repository.js';
import type { Field } from '../resource/field.js';
import { fieldPointer } from '../resource/field-pointer.js';
import type { Payload } from '../resource/payload.js';
import type { Resource } from '../resource/resource.js';
import { checkedWrite } from './checked-write.js';
import { answerOf, createItem } from './create.operation.js';
import type { CreatedItem } from './created-item.js';
import { keyOf } from './entity-answer.js';
import type { RowChange } from './row-change.js';
import type { WriteParts } from './write-parts.js';

/** Rounds of change and create, each of which can lose its row to another request. */
const MAX_ROUNDS = 3;

/** What an upsert did. */
export type UpsertResult =
  { readonly created: true; readonly item: CreatedItem } | { readonly created: false; readonly item: FoundItem };

/** What the principal may see of the row with the key, and what it may change; `undefined` where that is never anything. */
interface KnownRow {
  readonly seen: PermittedQuery<ItemQuestion> | undefined;
  readonly changeable: PermittedWrite | undefined;
}

/**
 * Changes the row that has the unique key of the payload, or creates it. Both are single statements: whoever loses the
 * race for a new row changes it.
 *
 * @throws LightApiError LA401 (409) when a row that the principal does not see has the key, LA600 (401) or LA700 (403)
 * when it sees that row and may not change it
 */
export async function upsertItem(
  parts: WriteParts,
  question: ItemQuestion,
  payload: Payload,
  principal: Principal,
): Promise<UpsertResult> {
  const { resource, repository } = parts;
  const row = knownRow(resource, question, principal);
  const change = changeOf(resource, payload, principal);
  for (let round = 1; ; round++) {
    const changed = await changeKnown(parts, row, change);
    if (changed !== undefined) return { created: false, item: changed };
    try {
      // Inside a transaction of the caller the create has a savepoint: without it PostgreSQL takes nothing after a failure.
      const created = await repository.transaction(() => createItem(parts, payload, principal));
      return { created: true, item: answerOf(resource, created, principal) };
    } catch (error) {
      if (round === MAX_ROUNDS || !isTaken(error, resource.upsertKey!)) throw error;
      if (!(await isChangeable(parts, row))) throw (await isSeen(parts, row)) ? forbidden(principal) : error;
    }
  }
}

function knownRow(resource: Resource, question: ItemQuestion, principal: Principal): KnownRow {
  const seen = mayEver(resource, 'read', principal) ? permitItem(resource, question, principal) : undefined;
  const mayChange = seen !== undefined && mayEver(resource, 'update', principal);
  return { seen, changeable: mayChange ? permitWrite(resource, 'update', seen) : undefined };
}

async function changeKnown(
  parts: WriteParts,
  { seen, changeable }: KnownRow,
  payload: Payload,
): Promise<FoundItem | undefined> {
  if (seen === undefined || changeable === undefined) return undefined;
  const change: RowChange<FoundItem> = {
    action: 'update',
    payload,
    write: (permitted, complete) => parts.repository.update(permitted, complete),
  };
  return parts.own === undefined
    ? checkedWrite(parts, seen, changeable, change)
    : changeOwn(parts, seen, changeable, change);
}

/** A service changes rows by their primary key, and only where there is one. */
async function changeOwn(
  parts: WriteParts,
  seen: PermittedQuery<ItemQuestion>,
  changeable: PermittedWrite,
  change: RowChange<FoundItem>,
): Promise<FoundItem | undefined> {
  const found = await parts.repository.read({ ...changeable, fields: parts.resource.key, includes: [] });
  if (found === undefined) return undefined;
  const byKey = { ...seen, key: keyOf(parts.resource, found), keyFields: undefined };
  return parts.own!.change(byKey, change) ?? checkedWrite(parts, seen, changeable, change);
}

/** Whether another round can change the row that came in between; one without a rule is not looked at for that. */
function isChangeable(parts: WriteParts, { changeable }: KnownRow): Promise<boolean> {
  if (changeable === undefined) return Promise.resolve(false);
  return changeable.filter === undefined ? Promise.resolve(true) : isThere(parts, changeable);
}

async function isSeen(parts: WriteParts, { seen }: KnownRow): Promise<boolean> {
  return seen !== undefined && (await isThere(parts, seen));
}

/** Asked in a transaction, because a replica may not know yet what was written. */
async function isThere({ repository }: WriteParts, query: PermittedQuery<ItemQuestion>): Promise<boolean> {
  return (await repository.transaction(() => repository.read(query))) !== undefined;
}

/** What a row that exists takes of the payload: not the key it was found by, nor what is set only when it is created. */
function changeOf(resource: Resource, payload: Payload, principal: Principal): Payload {
  const change = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(payload)) {
    const column = resource.columns.find(({ field }) => field.name === name);
    const field = column?.field ?? resource.fieldByName.get(name);
    const isUpdatable = principal === APPLICATION && column !== undefined ? column.isUpdatable : field?.updatable;
    if (field === undefined || (isUpdatable === true && !resource.upsertKey!.includes(field))) change[name] = value;
  }
  return change;
}

/** Whether a row with the same key came in between, or one that cannot be seen has it; not every engine tells the key. */
function isTaken(error: unknown, key: readonly Field[]): boolean {
  if (!(error instanceof LightApiError) || error.code !== 'LA401') return false;
  const pointers = key.map(fieldPointer);
  return error.errors.every(({ pointer }) => pointer === undefined || pointers.includes(pointer));
}
