import type { Principal } from '../common/principal.js';
import { permitCheck, permitCreate } from '../policy/permit-create.js';
import type { ResourceRepository, StoredItem } from '../repository/resource-repository.js';
import type { Payload } from '../resource/payload.js';
import type { Resource } from '../resource/resource.js';
import { rowNotPermitted } from './checked-write.js';

/**
 * Creates a row that the principal may create, and takes it back when it turns out not to be one.
 *
 * @throws LightApiError LA600 (401) or LA700 (403) when the principal may create none, LA701 (403) when not this one
 */
export function createItem(
  resource: Resource,
  repository: ResourceRepository,
  given: Payload,
  principal: Principal,
): Promise<StoredItem> {
  const { payload, check } = permitCreate(resource, given, principal);
  if (check === undefined) return repository.create(payload);
  return repository.transaction(async () => {
    const item = await repository.create(payload);
    const query = permitCheck(resource, item.key, check, principal);
    if ((await repository.read(query)) === undefined) throw rowNotPermitted();
    return item;
  });
}

/** The same for many rows: all of them or none. Errors about one of them have the pointer `/index` in front. */
export function createItems(
  resource: Resource,
  repository: ResourceRepository,
  given: readonly Payload[],
  principal: Principal,
): Promise<readonly StoredItem[]> {
  const permitted = given.map((payload) => permitCreate(resource, payload, principal));
  const payloads = permitted.map(({ payload }) => payload);
  if (permitted.every(({ check }) => check === undefined)) return repository.createMany(payloads);
  return repository.transaction(async () => {
    const items = await repository.createMany(payloads);
    for (const [index, { key }] of items.entries()) {
      const { check } = permitted[index]!;
      const query = check && permitCheck(resource, key, check, principal);
      if (query !== undefined && (await repository.read(query)) === undefined) throw rowNotPermitted(`/${index}`);
    }
    return items;
  });
}
