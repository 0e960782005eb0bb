import { LightApiError } from '../common/light-api.error.js';
import type { IdempotencyClaim, IdempotencyStore } from '../repository/idempotency-store.js';
import type { ResourceRepository, StoredItem } from '../repository/resource-repository.js';

/** An item that was just stored, or that an earlier request with the same key stored. */
export interface CreatedItem extends StoredItem {
  /** Whether it is the answer to an earlier request. */
  readonly replayed?: boolean;
}

/**
 * Creates a row once for a key: the key, the row and the answer are stored in one transaction, so that either all are
 * there or none. The same request again gets the same answer again.
 *
 * @throws LightApiError LA303 (422) when the key came with another request, LA304 (409) when that is still running
 */
export async function createOnce(
  repository: ResourceRepository,
  store: IdempotencyStore,
  claim: IdempotencyClaim,
  create: () => Promise<StoredItem>,
): Promise<CreatedItem> {
  const item = await repository.transaction(async (): Promise<CreatedItem> => {
    const kept = await store.claim(claim);
    if (kept !== undefined && !kept.isSame) throw keyReused();
    if (kept !== undefined) return { ...kept.item, replayed: true };
    const stored = await create();
    await store.keep(claim, stored);
    return stored;
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
