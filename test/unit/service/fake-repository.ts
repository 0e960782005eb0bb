import { JsonText } from '../../../lib/common/json-text.js';
import { LightApiError } from '../../../lib/common/light-api.error.js';
import type { IdempotencyClaim, IdempotencyStore, KeptAnswer } from '../../../lib/repository/idempotency-store.js';
import type {
  FoundItem,
  ListResult,
  RelatedRows,
  ResourceRepository,
  StoredItem,
} from '../../../lib/repository/resource-repository.js';
import type { ItemQuestion } from '../../../lib/query/question.js';
import type { Payload } from '../../../lib/resource/payload.js';

/** A row with the key `id`, the unique `title`, and a version. */
export interface FakeRow {
  readonly id: number;
  readonly title: string;
  readonly version: number;
  readonly deleted?: boolean;
  readonly [name: string]: unknown;
}

/** The port over rows in memory, and a log of what was asked of it. A transaction that fails takes its rows back. */
export class FakeRepository implements ResourceRepository {
  readonly calls: string[] = [];
  /** Runs before each write, as another request would that comes in between. */
  interfere: (() => void) | undefined;
  private depth = 0;

  constructor(public rows: readonly FakeRow[] = []) {}

  list(): Promise<ListResult> {
    this.calls.push('list');
    const rows = new JsonText(JSON.stringify(this.rows));
    return Promise.resolve({ rows, length: this.rows.length, hasMore: false, total: undefined, edges: undefined });
  }

  read(query: ItemQuestion): Promise<FoundItem | undefined> {
    this.calls.push(this.depth > 0 ? 'read in transaction' : 'read');
    const row = this.rowOf({ ...query, versions: [] });
    return Promise.resolve(row && itemOf(row));
  }

  related(): Promise<RelatedRows> {
    return Promise.resolve(new Map());
  }

  async create(payload: Payload): Promise<StoredItem> {
    this.calls.push('create');
    this.interfere?.();
    return this.insert(payload, '');
  }

  createAtOnce(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async createMany(payloads: readonly Payload[]): Promise<readonly StoredItem[]> {
    this.calls.push(`createMany ${payloads.length}`);
    return payloads.map((payload, index) => this.insert(payload, `/${index}`));
  }

  update(query: ItemQuestion, payload: Payload): Promise<FoundItem | undefined> {
    this.calls.push('update');
    this.interfere?.();
    const row = this.rowOf(query);
    if (row === undefined) return Promise.resolve(undefined);
    if (this.rows.some((other) => other.id !== row.id && other.title === payload['title'])) throw taken('');
    return Promise.resolve(itemOf(this.put({ ...row, ...payload, version: row.version + 1 })));
  }

  replace(query: ItemQuestion, payload: Payload): Promise<FoundItem | undefined> {
    return this.update(query, payload);
  }

  remove(query: ItemQuestion): Promise<boolean> {
    this.calls.push('remove');
    const row = this.rowOf(query);
    this.rows = this.rows.filter((other) => other !== row);
    return Promise.resolve(row !== undefined);
  }

  restore(query: ItemQuestion): Promise<FoundItem | undefined> {
    this.calls.push('restore');
    const row = this.rowOf(query);
    return Promise.resolve(row && itemOf(this.put({ ...row, deleted: false, version: row.version + 1 })));
  }

  async transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    this.calls.push('transaction');
    const before = this.rows;
    this.depth++;
    try {
      return await work();
    } catch (error) {
      this.rows = before;
      throw error;
    } finally {
      this.depth--;
    }
  }

  private insert(payload: Payload, place: string): StoredItem {
    if (this.rows.some(({ title }) => title === payload['title'])) throw taken(place);
    const id = Math.max(0, ...this.rows.map((row) => row.id)) + 1;
    const row = { ...payload, id, title: String(payload['title']), version: 1 };
    this.rows = [...this.rows, row];
    return { ...itemOf(row), key: [String(id)] };
  }

  private put(changed: FakeRow): FakeRow {
    this.rows = this.rows.map((row) => (row.id === changed.id ? changed : row));
    return changed;
  }

  private rowOf({ key, keyFields, versions, deleted }: ItemQuestion): FakeRow | undefined {
    const names = keyFields?.map(({ name }) => name) ?? ['id'];
    return this.rows.find(
      (row) =>
        (row.deleted === true) === (deleted === 'only') &&
        names.every((name, index) => row[name] === key[index]) &&
        versions.every((condition) => condition.versions === '*' || condition.versions.includes(String(row.version))),
    );
  }
}

/** Answers kept in memory; an entry is taken back with nothing else, so a failed create leaves none only if it says so. */
export class FakeIdempotencyStore implements IdempotencyStore {
  readonly kept = new Map<string, { readonly fingerprint: string; readonly item: StoredItem }>();
  readonly claims: IdempotencyClaim[] = [];
  purges = 0;

  claim(claim: IdempotencyClaim): Promise<KeptAnswer | undefined> {
    this.claims.push(claim);
    const entry = this.kept.get(JSON.stringify([claim.space, claim.key]));
    return Promise.resolve(entry && { isSame: entry.fingerprint === claim.fingerprint, item: entry.item });
  }

  keep(claim: IdempotencyClaim, item: StoredItem): Promise<void> {
    this.kept.set(JSON.stringify([claim.space, claim.key]), { fingerprint: claim.fingerprint, item });
    return Promise.resolve();
  }

  purgeSometimes(): void {
    this.purges++;
  }
}

function itemOf(row: FakeRow): FoundItem {
  return { row: new JsonText(JSON.stringify(row)), version: String(row.version) };
}

function taken(place: string): LightApiError {
  const detail = 'A row with the same "title" exists already.';
  return new LightApiError('LA401', detail, { errors: [{ pointer: `${place}/title`, code: 'LA401', detail }] });
}
