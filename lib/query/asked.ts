import type { IncludeOption } from './include-options.js';
import type { ReservedParameter } from './parameter.js';
import type { Condition } from './question.js';

/** The texts of each parameter with a meaning of its own: one, or the items of a list. */
export type AskedTexts = Partial<Record<ReservedParameter['kind'], readonly string[]>>;

/** A question as it was sent, sorted by what its parts are about, by whatever door it came. */
export interface Asked {
  readonly texts: AskedTexts;
  readonly includeOptions: readonly IncludeOption[];
}

/** The same about a list. */
export interface AskedList extends Asked {
  /** All conditions but those of the search. */
  readonly filter: Condition | undefined;
  /** What links to other pages repeat. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}
