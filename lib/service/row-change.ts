import type { RowWrite } from '../policy/permit.js';
import type { PermittedWrite } from '../query/permitted-query.js';
import type { Payload } from '../resource/payload.js';

/**
 * A write of one row by its key; answers with nothing when it matches none.
 *
 * @param payload with what is set from the caller; empty for a write that takes none
 */
export type ItemWrite<Written> = (query: PermittedWrite, payload: Payload) => Promise<Written | undefined>;

/** A row to write: what is done with it, and with what. */
export interface RowChange<Written> {
  readonly action: RowWrite;
  /** What a row that is replaced or updated is to hold. */
  readonly payload?: Payload;
  readonly write: ItemWrite<Written>;
}
