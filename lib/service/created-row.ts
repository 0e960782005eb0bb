import type { StoredItem } from '../repository/resource-repository.js';

/** A row that was just stored, and whether the one who asked for it may read it. */
export interface CreatedRow {
  readonly item: StoredItem;
  readonly isReadable: boolean;
}
