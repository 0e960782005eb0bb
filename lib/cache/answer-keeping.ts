import type { AnswerCache } from './answer-cache.js';
import type { SourcesLookup } from './tags.js';

/** How an application keeps answers. */
export class AnswerKeeping {
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
