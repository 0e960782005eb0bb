import type { ChangeListener, TableChange } from '../events/table-change.js';
import type { CacheStore, StoreEntry } from './cache-store.js';
import { tagsChangedBy } from './tags.js';
import { VersionSource } from './version-source.js';

/** An answer as it is kept: what does not depend on who sent the request. */
export interface KeptAnswer {
  readonly text: string;
  /** Entity tag (RFC 9110 §8.8.3). */
  readonly etag: string | undefined;
  /** `Link` header field. */
  readonly link: string | undefined;
}

/** A question whose answer may be kept. */
export interface CachedQuestion {
  /** The same for questions with the same answer. */
  readonly key: string;
  /** What the answer depends on. */
  readonly tags: readonly string[];
  /** Longest time to keep it, in milliseconds. */
  readonly ttlMs: number;
  /** What is asked of the store: the answer, and the versions of what it depends on. */
  readonly keys: readonly string[];
}

/** Makes a question; it may be asked as often as one likes. */
export function cachedQuestion(key: string, tags: readonly string[], ttlMs: number): CachedQuestion {
  return { key, tags, ttlMs, keys: [key, EVERYTHING, ...tags] };
}

/** Gives an answer; `undefined` where there is none that could be kept. */
export type ComputeAnswer = () => Promise<KeptAnswer | undefined>;

/** An answer, and whether it was there already. */
export interface FoundAnswer {
  readonly answer: KeptAnswer | undefined;
  readonly isKept: boolean;
}

/** What is stored: the versions of its tags when it was asked for, text, entity tag and links. */
type Entry = readonly [marks: string, text: string, etag: string | null, link: string | null];

/** What every answer depends on. */
const EVERYTHING = 'everything';

/** A version outlives the answers that are kept with it, so that these are not lost before their time. */
const VERSION_FACTOR = 2;
const SHORTEST_VERSION_MS = 600_000;

/**
 * Keeps answers until what they depend on changes. Every tag has a version, and an answer is good as long as each of its
 * tags has the version that it had **before** the database was asked: whatever was read before a change and stored after
 * it is never good, on whichever node. A version is used once, so that one that was lost makes answers worthless and none
 * good again.
 */
export class AnswerCache implements ChangeListener {
  private readonly flights = new Map<string, Promise<KeptAnswer | undefined>>();
  private readonly versions = new VersionSource();
  /** Changes that this process has made; tells questions apart whose tags have no version yet. */
  private generation = 0;
  private longestVersionMs = SHORTEST_VERSION_MS;

  constructor(private readonly store: CacheStore) {
    store.beforeReturn = () => [this.newVersion(EVERYTHING)];
  }

  /** Whether answers are kept at the moment; while the store cannot be reached they are not. */
  get isUp(): boolean {
    return this.store.isUp;
  }

  /** Called once, where answers are kept at all. */
  begin(): void {
    this.store.begin?.();
  }

  /** The answer that is kept where it is at hand, which only a store in this process can say. */
  kept(question: CachedQuestion): KeptAnswer | undefined {
    const found = this.store.peek?.(question.keys);
    return found && goodAnswer(found as Looked);
  }

  /**
   * The answer that is kept, else the one that `compute` gives. Equal questions at the same time are computed once.
   *
   * @throws what `compute` throws
   */
  async answer(question: CachedQuestion, compute: ComputeAnswer): Promise<FoundAnswer> {
    const found = (await this.store.read(question.keys)) as Looked | undefined;
    if (found === undefined) return { answer: await compute(), isKept: false };
    const kept = goodAnswer(found);
    if (kept !== undefined) return { answer: kept, isKept: true };
    const [, ...versions] = found;
    const marks = marksOf(found);
    // Where a version is missing, a change may have come and gone since another has asked.
    const flightKey = `${question.key} ${marks} ${versions.includes(undefined) ? this.generation : ''}`;
    let flight = this.flights.get(flightKey);
    if (flight === undefined) {
      flight = this.fly(flightKey, question, versions, compute);
      this.flights.set(flightKey, flight);
    }
    return { answer: await flight, isKept: false };
  }

  /** Makes every answer worthless that depends on what was changed. */
  async changed(changes: readonly TableChange[]): Promise<void> {
    this.generation++;
    const tags = tagsChangedBy(changes);
    await this.store.write(tags.map((tag) => this.newVersion(tag)));
  }

  /** Makes every answer worthless. */
  async clear(): Promise<void> {
    this.generation++;
    await this.store.write([this.newVersion(EVERYTHING)]);
  }

  private async fly(
    flightKey: string,
    question: CachedQuestion,
    versions: readonly (string | undefined)[],
    compute: ComputeAnswer,
  ): Promise<KeptAnswer | undefined> {
    const { key, ttlMs } = question;
    const [, ...tags] = question.keys;
    let stored: Promise<unknown> | undefined;
    try {
      this.longestVersionMs = Math.max(this.longestVersionMs, ttlMs * VERSION_FACTOR);
      const missing = tags.flatMap((tag, index) => (versions[index] === undefined ? [this.newVersion(tag)] : []));
      const isReady = missing.length === 0 || (await this.store.offer(missing));
      const answer = await compute();
      if (isReady && answer !== undefined) {
        const fresh = new Map(missing.map(({ key: tag, value }) => [tag, value as string]));
        const current = tags.map((tag, index) => versions[index] ?? fresh.get(tag));
        const entry: Entry = [marksOf([undefined, ...current]), answer.text, answer.etag ?? null, answer.link ?? null];
        stored = this.store.offer([{ key, value: entry, ttlMs }]);
      }
      return answer;
    } finally {
      // Whoever asks until it is stored takes it from here.
      if (stored === undefined) this.flights.delete(flightKey);
      else void stored.finally(() => this.flights.delete(flightKey));
    }
  }

  private newVersion(tag: string): StoreEntry {
    return { key: tag, value: this.versions.next(), ttlMs: this.longestVersionMs };
  }
}

/** What a store has for a question: the entry, and the versions of its tags. */
type Looked = readonly [entry: Entry | undefined, ...versions: (string | undefined)[]];

/** The answer in an entry whose tags all have the versions that it was stored with. */
function goodAnswer(found: Looked): KeptAnswer | undefined {
  const [entry] = found;
  if (entry === undefined || entry[0] !== marksOf(found)) return undefined;
  const [, text, etag, link] = entry;
  return { text, etag: etag ?? undefined, link: link ?? undefined };
}

/** A version that is missing is like none that an entry was stored with. */
function marksOf(found: Looked): string {
  let marks = '';
  for (let index = 1; index < found.length; index++) marks += ` ${found[index] as string}`;
  return marks;
}
