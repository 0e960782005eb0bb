import type { Payload } from '../resource/payload.js';

/** A body that was found right. */
export interface ParsedBody {
  readonly payload: Payload;
  /**
   * The version that the row must still have, as text, where the body of a replace or an update names one under the
   * version field's name. It is a condition and never part of the payload.
   */
  readonly version: string | undefined;
}
