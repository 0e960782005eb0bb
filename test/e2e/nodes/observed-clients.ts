import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { Random } from '../fuzz/random.js';
import { send, type Answer } from '../harness/parallel-client.js';

/** Longest time after a commit in which an answer may still be older, in milliseconds. */
const LONGEST_DELAY_MS = 100;
const LOOK_EVERY_MS = 10;
const TALLIES_ON_A_SHELF = 5;
/** Share of the requests that write. */
const WRITES = 0.15;

/** Versions of tallies by id. */
type Versions = ReadonlyMap<number, number>;

interface SeenTally {
  readonly id: number;
  readonly version: number;
}

/** What was committed at a time, in milliseconds of `performance.now()`. */
interface Snapshot {
  readonly at: number;
  readonly versions: Versions;
}

/** What became of the requests. */
export interface Tallied {
  reads: number;
  writes: number;
  hits: number;
  readonly failures: string[];
}

/** Looks into the database itself, past all nodes. */
export class Observer {
  private readonly snapshots: Snapshot[] = [];
  private isWatching = true;
  private done: Promise<void> | undefined;

  constructor(private readonly client: Client) {}

  start(): void {
    this.done = this.watch();
  }

  async stop(): Promise<void> {
    this.isWatching = false;
    await this.done;
  }

  /** How long before a time the tally had got a newer version than this, at least; 0 where it had not. */
  ageOf({ id, version }: SeenTally, askedAt: number): number {
    // Versions only rise, so the first snapshot with a newer one is where it got old.
    let [low, high] = [0, this.snapshots.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.snapshots[middle]!.versions.get(id) ?? 0) > version) high = middle;
      else low = middle + 1;
    }
    const first = this.snapshots[low];
    return first === undefined ? 0 : Math.max(0, askedAt - first.at);
  }

  private async watch(): Promise<void> {
    while (this.isWatching) {
      const { rows } = await this.client.query<SeenTally>('SELECT id, version FROM tally');
      this.snapshots.push({ at: performance.now(), versions: new Map(rows.map(({ id, version }) => [id, version])) });
      await sleep(LOOK_EVERY_MS);
    }
  }
}

interface SeenAnswer {
  readonly what: string;
  readonly askedAt: number;
  readonly tallies: readonly SeenTally[];
}

/** Clients that each ask whichever node, and know what they themselves, and others, were told to be stored. */
export class ObservedClients {
  readonly tallied: Tallied = { reads: 0, writes: 0, hits: 0, failures: [] };
  private readonly seen: SeenAnswer[] = [];
  /** The newest version of each tally of which some client was told that it is stored. */
  private readonly acknowledged = new Map<number, number>();
  private left: number;

  constructor(
    private readonly urls: readonly string[],
    private readonly tallyIds: readonly number[],
    requests: number,
  ) {
    this.left = requests;
  }

  async run(clients: number, seed: number): Promise<void> {
    await Promise.all(Array.from({ length: clients }, (_, index) => this.runClient(new Random(seed * 1_000 + index))));
  }

  /** Holds all answers against what was in the database when they were asked for. */
  compareWith(observer: Observer): void {
    for (const { what, askedAt, tallies } of this.seen) {
      for (const tally of tallies) {
        const age = observer.ageOf(tally, askedAt);
        if (age > LONGEST_DELAY_MS)
          this.fail(`${what} had version ${tally.version} of ${tally.id}, ${age} ms after its end`);
      }
    }
  }

  private async runClient(random: Random): Promise<void> {
    const etags = new Map<string, { readonly etag: string; readonly tallies: readonly SeenTally[] }>();
    while (this.left-- > 0) {
      const url = random.pick(this.urls);
      await (random.happens(WRITES) ? this.write(url, random) : this.read(url, random, etags));
    }
  }

  private async write(url: string, random: Random): Promise<void> {
    this.tallied.writes++;
    const ids = random.sample(this.tallyIds, random.happens(0.2) ? 2 : 1).sort((one, other) => one - other);
    const mark = random.integer(1, 1_000_000);
    const answer =
      ids.length === 1
        ? await send({ url }, 'PATCH', `/tallies/${ids[0]}`, { mark })
        : await send({ url }, 'POST', '/tallies/bulk', { update: ids.map((id) => ({ id, mark })) });
    if (answer.status !== 200) return this.fail(`a write was answered with ${answer.status}: ${answer.text}`);
    const written = ids.length === 1 ? [answer.body as SeenTally] : (answer.body as { updated: SeenTally[] }).updated;
    for (const { id, version } of written) {
      this.acknowledged.set(id, Math.max(version, this.acknowledged.get(id) ?? 0));
    }
  }

  private async read(
    url: string,
    random: Random,
    etags: Map<string, { etag: string; tallies: readonly SeenTally[] }>,
  ): Promise<void> {
    this.tallied.reads++;
    const { method, path, body } = questionOf(random, this.tallyIds);
    const known = random.happens(0.3) ? etags.get(path) : undefined;
    const before = new Map(this.acknowledged);
    const askedAt = performance.now();
    const answer = await send({ url }, method, path, body, known && { 'If-None-Match': known.etag });
    if (answer.headers.get('x-cache') === 'HIT') this.tallied.hits++;
    const tallies = answer.status === 304 ? known!.tallies : talliesIn(answer);
    if (tallies === undefined) return this.fail(`${path} was answered with ${answer.status}: ${answer.text}`);
    const etag = answer.headers.get('etag');
    if (etag !== null) etags.set(path, { etag, tallies });
    const what = `${method} ${path} of ${url} (${answer.status}, ${answer.headers.get('x-cache')})`;
    for (const { id, version } of tallies) {
      if (version < (before.get(id) ?? 0))
        this.fail(`${what} had version ${version} of ${id} after ${before.get(id)} was stored`);
    }
    this.seen.push({ what, askedAt, tallies });
  }

  private fail(what: string): void {
    this.tallied.failures.push(what);
  }
}

function questionOf(random: Random, ids: readonly number[]): { method: string; path: string; body?: unknown } {
  const id = random.pick(ids);
  const shelf = Math.ceil(id / TALLIES_ON_A_SHELF);
  return random.pick([
    { method: 'GET', path: `/tallies/${id}` },
    { method: 'GET', path: `/tallies/${id}` },
    { method: 'GET', path: `/tallies/${id}?include=shelf` },
    { method: 'GET', path: `/tallies?shelf.name=shelf%20${shelf}` },
    { method: 'GET', path: `/shelves/${shelf}?include=tallies` },
    { method: 'GET', path: `/shelves/${shelf}/tallies` },
    { method: 'GET', path: '/tallies?page_size=100' },
    { method: 'POST', path: '/tallies/search', body: { filter: { shelfId: { eq: shelf } } } },
  ]);
}

function talliesIn({ status, body }: Answer): readonly SeenTally[] | undefined {
  if (status !== 200) return undefined;
  const { results, tallies } = body as { results?: SeenTally[]; tallies?: SeenTally[] };
  return results ?? tallies ?? [body as SeenTally];
}
