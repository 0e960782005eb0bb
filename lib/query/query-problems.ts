import type { ErrorCode } from '../common/error-codes.js';
import { LightApiError, type ProblemItem } from '../common/light-api.error.js';
import { nearestName } from '../common/nearest-name.js';

/** Pairs of letters that one request may have compared in the search for nearest names: a few milliseconds. */
const MAX_COMPARISONS = 500_000;
/** Characters of a received name that an answer repeats. */
const MAX_NAME = 64;

/** Collects what is wrong with one query, so that a client learns all of it at once. */
export class QueryProblems {
  readonly #items: ProblemItem[] = [];
  #comparisonsLeft = MAX_COMPARISONS;

  constructor(private readonly maxErrors: number) {}

  get count(): number {
    return this.#items.length;
  }

  /** Whether further problems are dropped; parsing may stop then. */
  get isFull(): boolean {
    return this.#items.length >= this.maxErrors;
  }

  add(code: ErrorCode, parameter: string | undefined, detail: string, allowed?: readonly (string | number)[]): void {
    if (this.isFull) return;
    const name =
      parameter !== undefined && parameter.length > MAX_NAME
        ? `${parameter.slice(0, MAX_NAME).toWellFormed()}…`
        : parameter;
    this.#items.push({
      ...(name !== undefined && { parameter: name }),
      code,
      detail,
      ...(allowed !== undefined && { allowed }),
    });
  }

  /** `Did you mean "title"?` with a space in front, or the empty text. */
  suggestion(received: string, candidates: readonly string[]): string {
    const name = this.nearest(received, candidates);
    return name === undefined ? '' : ` Did you mean "${name}"?`;
  }

  /** The nearest of the candidates; `undefined` when none is near or the request has had its share of searching. */
  nearest(received: string, candidates: readonly string[]): string | undefined {
    if (this.isFull) return undefined;
    const letters = Math.min(received.length, MAX_NAME);
    for (const candidate of candidates) this.#comparisonsLeft -= candidate.length * letters;
    return this.#comparisonsLeft < 0 ? undefined : nearestName(received, candidates);
  }

  /** @throws LightApiError with every problem that was found, under the code given. */
  throwIfAny(code: ErrorCode): void {
    const total = this.#items.length;
    if (total === 0) return;
    const detail = total === 1 ? 'There is 1 problem in the request.' : `There are ${total} problems in the request.`;
    throw new LightApiError(code, detail, { errors: this.#items });
  }
}
