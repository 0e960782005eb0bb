import type { JsonText } from '../common/json-text.js';
import type { ItemQuestion, ListQuestion } from '../query/question.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import type { Payload } from '../resource/payload.js';

/** Rows of a list, already written as a JSON array. */
export interface ListResult {
  readonly rows: JsonText;
  /** Rows in this page. */
  readonly length: number;
  /** Whether at least one more row follows; `undefined` when the count tells it. */
  readonly hasMore: boolean;
  /** Rows that match in all; `undefined` with `count=none`. */
  readonly total: number | undefined;
}

/** An item as it is stored now, already written as a JSON object. */
export interface StoredItem {
  readonly row: JsonText;
  /** Key values as they stand in a path, not yet percent-encoded. */
  readonly key: readonly string[];
}

/**
 * The port behind which rows are stored. One contract suite holds for every implementation.
 * Every method throws a LightApiError: 409 for a constraint, 503 when the database cannot be reached or is too slow.
 */
export interface ResourceRepository {
  list(query: PermittedQuery<ListQuestion>): Promise<ListResult>;
  read(query: PermittedQuery<ItemQuestion>): Promise<JsonText | undefined>;
  /** Inserts one row, never overwrites one. */
  create(payload: Payload): Promise<StoredItem>;
  /** Changes what the payload names; `undefined` when no row has the key. */
  update(query: PermittedQuery<ItemQuestion>, payload: Payload): Promise<JsonText | undefined>;
  /** Sets every updatable field: absent ones return to their default or to NULL; `undefined` when no row has the key. */
  replace(query: PermittedQuery<ItemQuestion>, payload: Payload): Promise<JsonText | undefined>;
  /** `false` when no row has the key. */
  remove(query: PermittedQuery<ItemQuestion>): Promise<boolean>;
}
