import { LightApiError } from '../common/light-api.error.js';
import type { IdempotencyClaim, IdempotencyStore } from '../repository/idempotency-store.js';
import type { ResourceRepository, StoredItem } from '../repository/resource-repository.js';
import type { CreatedRow } from './created-row.js';

/** The row of a create that happens once, and whether an earlier request stored it. */
export interface OnceCreated {
  readonly created: CreatedRow;
  readonly isReplayed: boolean;
}

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
): Promise<OnceCreated> {
  const once = await repository.transaction(async (): Promise<OnceCreated> => {
    const kept = await store.claim(claim);
    if (kept !== undefined && !kept.isSame) throw keyReused();
    if (kept !== undefined) {
      return { created: { item: kept.item, isReadable: await isReadable(kept.item) }, isReplayed: true };
    }
    const created = await create();
    await store.keep(claim, created.item);
    return { created, isReplayed: false };
  });
  store.purgeSometimes();
  return once;
}

function keyReused(): LightApiError {
  const detail = 'This key was sent before, with another body.';
  return new LightApiError('LA303', detail, {
    errors: [{ header: 'Idempotency-Key', code: 'LA303', detail }],
    hint: 'Make a new key for each item to create, and repeat it only together with the same body.',
  });
}
