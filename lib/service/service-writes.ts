import type { Principal } from '../common/principal.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import type { ItemQuestion } from '../query/question.js';
import type { Payload } from '../resource/payload.js';
import type { CreatedRow } from './created-row.js';
import type { RowChange } from './row-change.js';

/** Writes that a class of the application does in its own way; those that are absent go the common one. */
export interface ServiceWrites {
  readonly create?: (payload: Payload, principal: Principal) => Promise<CreatedRow>;
  /** `undefined` for an action that it leaves as it is. */
  readonly change: <Written>(
    query: PermittedQuery<ItemQuestion>,
    change: RowChange<Written>,
  ) => Promise<Written> | undefined;
}
