import type { AnswerCache } from './answer-cache.js';
import type { SourcesLookup } from './tags.js';

/** How an application keeps answers. */
export class AnswerKeeping {
  constructor(
    /** `undefined` where nothing is there to keep them. */
    readonly answers: AnswerCache | undefined,
    readonly sourcesOf: SourcesLookup,
    /** Whether answers say what they are made of, in `Surrogate-Key`. */
    readonly sendsSurrogateKeys: boolean,
  ) {}
}
