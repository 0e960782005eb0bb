import type { AnswerCache } from './answer-cache.js';
import type { SourcesLookup } from './tags.js';

/** How an application keeps answers. */
export class AnswerKeeping {
  /** Answers that were there already, and those that were made, since the start. */
  hits = 0;
  misses = 0;

  constructor(
    /** `undefined` where nothing is there to keep them. */
    readonly answers: AnswerCache | undefined,
    readonly sourcesOf: SourcesLookup,
    /** Whether the running code sees what is not stored yet, of which nothing must be kept. */
    readonly isInTransaction: () => boolean,
    /** Whether answers say what they are made of, in `Surrogate-Key`. */
    readonly sendsSurrogateKeys: boolean,
  ) {}
}
