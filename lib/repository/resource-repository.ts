import type { JsonText } from '../common/json-text.js';
import type { Condition, ItemQuestion, ListQuestion, RelatedQuestion, Visibility } from '../query/question.js';
import type { PermittedQuery, PermittedWrite } from '../query/permitted-query.js';
import type { Payload } from '../resource/payload.js';

/** Rows of a list, already written as a JSON array. */
export interface ListResult {
  readonly rows: JsonText;
  /** Rows in this page. */
  readonly length: number;
  /** Whether at least one more row follows, or comes before where the walk goes backwards. */
  readonly hasMore: boolean;
  /** Rows that match in all; `undefined` with `count=none`. */
  readonly total: number | undefined;
  /** What the first and the last row have for each key of the sort; only for a page that was asked for by cursor. */
  readonly edges: { readonly first: readonly unknown[]; readonly last: readonly unknown[] } | undefined;
}

/** An item as it is stored now, already written as a JSON object. */
export interface FoundItem {
  readonly row: JsonText;
  /** What the version column holds, as text; `undefined` without one. */
  readonly version: string | undefined;
}

/** An item that was just stored. */
export interface StoredItem extends FoundItem {
  /** Key values as they stand in a path, not yet percent-encoded. */
  readonly key: readonly string[];
}

/** What is asked of a new row as it is stored. */
export interface NewRowConditions {
  /** The row is stored only where it meets this; `undefined`: in any case. */
  readonly demanded: Condition | undefined;
  /** Whether this holds is a part of the answer; `undefined`: it does. */
  readonly asked: Condition | undefined;
}

/** An item that was just stored, and what was asked of it. */
export interface JudgedItem {
  readonly item: StoredItem;
  readonly holds: boolean;
}

/** Related rows as JSON objects, by what links them: the values of the join, as {@link linkKey} writes them. */
export type RelatedRows = ReadonlyMap<string, readonly string[]>;

/** The text under which related rows are kept for the values of a join. */
export function linkKey(values: readonly unknown[]): string {
  return values.length === 1 ? linkText(values[0]) : JSON.stringify(values.map(linkText));
}

function linkText(value: unknown): string {
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  return value instanceof Date ? value.toISOString() : String(value);
}

/**
 * The port behind which rows are stored. One contract suite holds for every implementation.
 * Every method throws a LightApiError: 409 for a constraint, 503 when the database cannot be reached or is too slow.
 */
export interface ResourceRepository {
  list(query: PermittedQuery<ListQuestion>): Promise<ListResult>;
  read(query: PermittedQuery<ItemQuestion>): Promise<FoundItem | undefined>;
  /** The rows that belong to each of several rows on the other side of a relation that leads to this resource. */
  related(query: PermittedQuery<RelatedQuestion>): Promise<RelatedRows>;
  /**
   * Inserts one row, never overwrites one.
   *
   * @param visibility of rows that it may be linked with
   */
  create(payload: Payload, visibility: Visibility): Promise<StoredItem>;
  /**
   * Inserts one row, with conditions on it, by one statement. `undefined` where that cannot be said in one, and where the
   * row may not meet what is demanded: nothing is stored then, and it is for the caller to find out step by step.
   */
  createAtOnce(payload: Payload, visibility: Visibility, conditions: NewRowConditions): Promise<JudgedItem | undefined>;
  /**
   * Inserts all rows or none. A LightApiError about one of them has the pointer `/index` in front of its pointers.
   */
  createMany(payloads: readonly Payload[], visibility: Visibility): Promise<readonly StoredItem[]>;
  /**
   * Changes what the payload names; `undefined` when no row has the key and the versions.
   *
   * @throws LightApiError LA701 (403) when the row does not meet the filter of the question any more once it is changed,
   * by whatever changed it; nothing is stored then. So do the next ones.
   */
  update(query: PermittedWrite, payload: Payload): Promise<FoundItem | undefined>;
  /**
   * Sets every updatable field: absent ones return to their default or to NULL; `undefined` when no row has the key and
   * the versions.
   */
  replace(query: PermittedWrite, payload: Payload): Promise<FoundItem | undefined>;
  /** `false` when no row has the key and the versions. */
  remove(query: PermittedWrite): Promise<boolean>;
  /** Takes back a soft deletion; `undefined` when no softly deleted row has the key and the versions. */
  restore(query: PermittedWrite): Promise<FoundItem | undefined>;
  /**
   * Runs work in a transaction that every repository of the same data source takes part in, as long as the work runs; a
   * transaction that is open already is joined. Deadlocks and serialization failures are tried again up to three times.
   */
  transaction<Result>(work: () => Promise<Result>): Promise<Result>;
}
