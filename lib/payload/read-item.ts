import type { Payload, RelatedPayload } from '../resource/payload.js';
import type { Relation } from '../resource/resource.js';
import type { ProblemList } from './problem-list.js';

/** What was read of a relation. */
export interface ReadRelation {
  readonly relation: Relation;
  readonly payload: RelatedPayload;
  /** Whether nothing was found wrong with it. */
  readonly isSound: boolean;
  /** The same as the property of an entity would hold it. */
  readonly view: () => unknown;
}

/** An item of a body as it was read; of use only where nothing was found wrong with it. */
export interface ReadItem {
  readonly payload: Payload;
  /** Values of the row's key, in key order, where the body names the row itself. */
  readonly key: readonly unknown[];
  /** The version that the row must still have, as text. */
  readonly version: string | undefined;
  /** What was sent, nested by the property names of the entity. */
  readonly view: () => Readonly<Record<string, unknown>>;
}

/** Reads one item of a body and adds what is wrong with it to the list. Answers at once unless a rule takes time. */
export type ItemParser = (json: object, problems: ProblemList) => ReadItem | Promise<ReadItem>;
