import type { PendingReference } from '../../compiler/pending-links.js';
import type { EntityTarget } from '../../resource/entity-target.js';

/** Where the rows come from that a new row has to refer to. */
export interface ParentRows {
  /** @param isFresh whether nobody else may refer to the row */
  parentFor(reference: PendingReference, isFresh: boolean): Promise<object>;
  /** The body of a new row of another resource. */
  bodyOf(target: EntityTarget): Promise<Readonly<Record<string, unknown>>>;
}
