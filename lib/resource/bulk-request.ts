import type { Payload } from './payload.js';

/** An item of a bulk request by its key. */
export interface BulkKey {
  /** Values of the key fields, in key order. */
  readonly key: readonly unknown[];
  /** The version that the row must still have, as text; `undefined` where none was sent. */
  readonly version: string | undefined;
}

/** A change to one item of a bulk request. */
export interface BulkChange extends BulkKey {
  readonly payload: Payload;
}

/** A validated bulk request. No two of its changes and removals are of the same item. */
export interface BulkRequest {
  readonly creates: readonly Payload[];
  readonly updates: readonly BulkChange[];
  readonly removes: readonly BulkKey[];
}
