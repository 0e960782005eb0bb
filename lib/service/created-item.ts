import type { JsonText } from '../common/json-text.js';

/** An item that was just stored, or that an earlier request with the same key stored. */
export interface CreatedItem {
  /** Key values as they stand in a path, not yet percent-encoded. */
  readonly key: readonly string[];
  /** As it is stored, already written as a JSON object; `undefined` for who may create it and not read it. */
  readonly row: JsonText | undefined;
  /** What the version column holds, as text; `undefined` without one, or without a row. */
  readonly version: string | undefined;
  /** Whether it is the answer to an earlier request. */
  readonly replayed?: boolean;
}
