import { rowName } from '../resource/row-name.js';
import type { Resource } from '../resource/resource.js';
import type { TableChange } from '../events/table-change.js';

/** What is known of where the rows of a resource come from. */
export interface RowSources {
  /** The table that its rows are in. */
  readonly table: string;
  /** Tells its database from all others. */
  readonly origin: string;
  /** All tables that they are made of; `undefined` where nobody can tell. */
  readonly sources: readonly string[] | undefined;
  /** Whether a row is also made of other rows of its own table. */
  readonly mixesOwnRows: boolean;
}

/** Finds the tables of a resource. */
export type SourcesLookup = (resource: Resource) => RowSources;

/** Rows of one table that a change is told of one by one; of more it is told as of any. */
const MAX_ROWS = 100;

/**
 * Tags of answers that depend on all rows of some resources; `undefined` where nobody can tell, or where one of them does
 * not keep answers, perhaps because its rows are changed by others.
 */
export function tagsOf(resources: Iterable<Resource>, sourcesOf: SourcesLookup): Set<string> | undefined {
  const tags = new Set<string>();
  for (const resource of resources) {
    const { sources } = sourcesOf(resource);
    if (sources === undefined || resource.cache === undefined) return undefined;
    for (const table of sources) tags.add(tableTag(table));
  }
  return tags;
}

/** Tags of an answer that depends on one row of a resource; `undefined` where nobody can tell. */
export function rowTagsOf(
  resource: Resource,
  key: readonly unknown[],
  sourcesOf: SourcesLookup,
): readonly string[] | undefined {
  const { table, sources, mixesOwnRows } = sourcesOf(resource);
  if (sources === undefined) return undefined;
  if (mixesOwnRows) return sources.map(tableTag);
  const name = rowName(resource, key);
  const others = sources.filter((source) => source !== table).map(tableTag);
  return name === undefined ? [anyRowTag(table), ...others] : [rowTag(table, name), anyRowTag(table), ...others];
}

/** Tags of the answers that changes make worthless. */
export function tagsChangedBy(changes: readonly TableChange[]): readonly string[] {
  const rows = new Map<string, Set<string> | undefined>();
  for (const { table, rows: changed } of changes) {
    const known = rows.has(table) ? rows.get(table) : new Set<string>();
    for (const name of changed ?? []) known?.add(name);
    rows.set(table, changed && known);
  }
  return [...rows].flatMap(([table, changed]) => {
    if (changed === undefined || changed.size > MAX_ROWS) return [tableTag(table), anyRowTag(table)];
    return [tableTag(table), ...[...changed].map((name) => rowTag(table, name))];
  });
}

/** Of answers that depend on which rows there are, and on all of them. */
function tableTag(table: string): string {
  return `table:${table}`;
}

/** Of answers about one row that hear only of that row. */
function rowTag(table: string, name: string): string {
  return `row:${table}:${name}`;
}

/** Of the same answers, for changes of which nobody knows the rows. */
function anyRowTag(table: string): string {
  return `rows:${table}`;
}
