import { LightApiError } from '../common/light-api.error.js';
import { mayEver } from '../policy/may-ever.js';
import { permitWrite } from '../policy/permit.js';
import type { PermittedQuery, PermittedWrite } from '../query/permitted-query.js';
import type { ItemQuestion } from '../query/question.js';
import { fieldPointer } from '../repository/typeorm/errors/field-pointer.js';
import type { FoundItem, ResourceRepository, StoredItem } from '../repository/resource-repository.js';
import type { Field } from '../resource/field.js';
import type { Payload } from '../resource/payload.js';
import type { Resource } from '../resource/resource.js';
import { checkedWrite } from './checked-write.js';
import { createItem } from './create.operation.js';

/** Rounds of change and create, each of which can lose its row to another request. */
const MAX_ROUNDS = 3;

/** What an upsert did. */
export type UpsertResult =
  { readonly created: true; readonly item: StoredItem } | { readonly created: false; readonly item: FoundItem };

/**
 * Changes the row that has the unique key of the payload, or creates it. Both are single statements: whoever loses the
 * race for a new row changes it.
 */
export async function upsertItem(
  resource: Resource,
  repository: ResourceRepository,
  query: PermittedQuery<ItemQuestion>,
  payload: Payload,
): Promise<UpsertResult> {
  const change = changeOf(resource, payload);
  for (let round = 1; ; round++) {
    const changed = await changeIfPermitted(resource, repository, query, change);
    if (changed !== undefined) return { created: false, item: changed };
    try {
      // Inside a transaction of the caller the create has a savepoint: without it PostgreSQL takes nothing after a failure.
      return {
        created: true,
        item: await repository.transaction(() => createItem(resource, repository, payload, query.principal)),
      };
    } catch (error) {
      if (round === MAX_ROUNDS || !isTaken(error, resource.upsertKey!)) throw error;
    }
  }
}

/** `undefined` when there is no such row, or none that the principal may change. */
async function changeIfPermitted(
  resource: Resource,
  repository: ResourceRepository,
  query: PermittedQuery<ItemQuestion>,
  payload: Payload,
): Promise<FoundItem | undefined> {
  if (!mayEver(resource, 'update', query.principal)) return undefined;
  const write = (permitted: PermittedWrite) => repository.update(permitted, payload);
  return checkedWrite(repository, permitWrite(resource, 'update', query), { action: 'update', payload, write });
}

/** What a row that exists takes of the payload: not the key it was found by, nor what is set only when it is created. */
function changeOf(resource: Resource, payload: Payload): Payload {
  const change = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(payload)) {
    const field = resource.fieldByName.get(name);
    if (field === undefined || (field.updatable && !resource.upsertKey!.includes(field))) change[name] = value;
  }
  return change;
}

/** Whether a row with the same key came in between, or one that cannot be seen has it; not every engine tells the key. */
function isTaken(error: unknown, key: readonly Field[]): boolean {
  if (!(error instanceof LightApiError) || error.code !== 'LA401') return false;
  const pointers = key.map(fieldPointer);
  return error.errors.every(({ pointer }) => pointer === undefined || pointers.includes(pointer));
}
