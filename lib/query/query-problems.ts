import type { ErrorCode } from '../common/error-codes.js';
import { memberPointer } from '../common/json-pointer.js';
import { LightApiError, type ProblemItem } from '../common/light-api.error.js';
import { nearestName } from '../common/nearest-name.js';

/** Pairs of letters that one request may have compared in the search for nearest names: a few milliseconds. */
const MAX_COMPARISONS = 500_000;
/** Characters of a received name that an answer repeats. */
const MAX_NAME = 64;

type Allowed = readonly (string | number)[];

/** Collects what is wrong with one question, so that a client learns all of it at once. */
export class QueryProblems {
  readonly #items: ProblemItem[] = [];
  #comparisonsLeft = MAX_COMPARISONS;

  /** @param source where the question stands, which decides how its places are named */
  constructor(
    private readonly maxErrors: number,
    private readonly source: 'query' | 'body' = 'query',
  ) {}

  get count(): number {
    return this.#items.length;
  }

  /** Those that were found so far, in that order. */
  get items(): readonly ProblemItem[] {
    return this.#items;
  }

  /** Whether further problems are dropped; parsing may stop then. */
  get isFull(): boolean {
    return this.#items.length >= this.maxErrors;
  }

  /** @param name of the parameter, or of the member of the body; `undefined` for the question as a whole */
  add(code: ErrorCode, name: string | undefined, detail: string, allowed?: Allowed): void {
    if (this.source === 'query')
      this.#push({ ...(name !== undefined && { parameter: cut(name) }) }, code, detail, allowed);
    else this.#push({ pointer: name === undefined ? '' : memberPointer('', cut(name)) }, code, detail, allowed);
  }

  /** @param index of the item of a list that it is about, from 0 */
  addItem(code: ErrorCode, name: string, index: number, detail: string, allowed?: Allowed): void {
    if (this.source === 'query') this.add(code, name, `Item ${index + 1}: ${detail}`, allowed);
    else this.#push({ pointer: `${memberPointer('', cut(name))}/${index}` }, code, detail, allowed);
  }

  /** @param path names and indexes that lead to the place inside a JSON value */
  addWithin(
    code: ErrorCode,
    name: string,
    path: readonly (string | number)[],
    detail: string,
    allowed?: Allowed,
  ): void {
    if (this.isFull) return;
    const within = path.reduce<string>(
      (pointer, segment) => memberPointer(pointer, typeof segment === 'string' ? cut(segment) : segment),
      '',
    );
    if (this.source === 'body') this.#push({ pointer: memberPointer('', name) + within }, code, detail, allowed);
    else this.add(code, name, within === '' ? detail : `${within}: ${detail}`, allowed);
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

  #push(place: Pick<ProblemItem, 'parameter' | 'pointer'>, code: ErrorCode, detail: string, allowed?: Allowed): void {
    if (!this.isFull) this.#items.push({ ...place, code, detail, ...(allowed !== undefined && { allowed }) });
  }
}

/** Names come from the client, and are repeated only as far as they help to find the place. */
function cut(name: string): string {
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME).toWellFormed()}…` : name;
}
