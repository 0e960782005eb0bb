import { LightApiError } from '../common/light-api.error.js';
import type { IdempotencyClaim, IdempotencyStore } from '../repository/idempotency-store.js';
import type { ResourceRepository, StoredItem } from '../repository/resource-repository.js';
import { answerOf, type CreatedRow } from './create.operation.js';
import type { CreatedItem } from './created-item.js';

/** What a create that happens once consists of. */
export interface OnlyCreate {
  readonly create: () => Promise<CreatedRow>;
  /** Whether a row that was created before may be read by the one who asks again. */
  readonly isReadable: (item: StoredItem) => Promise<boolean>;
}

/**
 * Creates a row once for a key: the key, the row and the answer are stored in one transaction, so that either all are
 * there or none. The same request again gets the same answer again, unless its row may not be read any more.
 *
 * @throws LightApiError LA303 (422) when the key came with another request, LA304 (409) when that is still running
 */
export async function createOnce(
  repository: ResourceRepository,
  store: IdempotencyStore,
  claim: IdempotencyClaim,
  { create, isReadable }: OnlyCreate,
): Promise<CreatedItem> {
  const item = await repository.transaction(async (): Promise<CreatedItem> => {
    const kept = await store.claim(claim);
    if (kept !== undefined && !kept.isSame) throw keyReused();
    if (kept !== undefined) {
      return { ...answerOf({ item: kept.item, isReadable: await isReadable(kept.item) }), replayed: true };
    }
    const created = await create();
    await store.keep(claim, created.item);
    return answerOf(created);
  });
  store.purgeSometimes();
  return item;
}

function keyReused(): LightApiError {
  const detail = 'This key was sent before, with another body.';
  return new LightApiError('LA303', detail, {
    errors: [{ header: 'Idempotency-Key', code: 'LA303', detail }],
    hint: 'Make a new key for each item to create, and repeat it only together with the same body.',
  });
}
