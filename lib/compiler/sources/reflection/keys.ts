import type { CatalogueColumn, CatalogueTable } from './catalogue/catalogue.js';

/** What tells the rows of a table apart. */
export interface TableKey {
  readonly columns: readonly string[];
  /** Why rows can be read by it, and not written. */
  readonly readOnlyReason: string | undefined;
}

/** Types whose values are no segment of a path. */
const UNSPEAKABLE: ReadonlySet<unknown> = new Set(
  'json jsonb bytea blob tinyblob mediumblob longblob binary varbinary set'.split(' '),
);

/**
 * The key of a table: its primary key, else what the caller says, else a unique key whose columns are never NULL. A view
 * has a column `id`, or what the caller says.
 *
 * @returns why there is none
 */
export function keyOf(
  table: CatalogueTable,
  columns: readonly CatalogueColumn[],
  given: readonly string[] | undefined,
): TableKey | string {
  const key = findKey(table, given);
  if (typeof key === 'string') return key;
  for (const name of key.columns) {
    const column = columns.find((candidate) => candidate.name === name);
    if (column === undefined) return `its key needs the column "${name}", which is not there or cannot be carried`;
    if (UNSPEAKABLE.has(column.type?.type) || column.type?.array === true) {
      return `its key column "${name}" is of type ${column.declared}, which cannot stand in a path`;
    }
  }
  return key;
}

function findKey(table: CatalogueTable, given: readonly string[] | undefined): TableKey | string {
  const { primaryKey, kind, columns } = table;
  if (primaryKey.length > 0) return { columns: primaryKey, readOnlyReason: undefined };
  const unique = uniqueKey(table, given);
  if (unique !== undefined) return { columns: unique, readOnlyReason: undefined };
  if (given !== undefined && given.length > 0) {
    return { columns: given, readOnlyReason: 'the database does not hold its rows to the key that was named' };
  }
  const id = kind === 'view' ? columns.find(({ name }) => name.toLowerCase() === 'id') : undefined;
  if (id !== undefined) return { columns: [id.name], readOnlyReason: undefined };
  return kind === 'view'
    ? 'it has no column "id", and no other key was named'
    : 'it has neither a primary key nor a unique key of columns that are NOT NULL, and no other key was named';
}

/** A view says of no column that it is never NULL. */
function uniqueKey(
  { uniques, columns, kind }: CatalogueTable,
  given: readonly string[] | undefined,
): readonly string[] | undefined {
  const required = new Set(columns.filter(({ nullable }) => !nullable || kind === 'view').map(({ name }) => name));
  const keys = uniques.filter(
    (unique) => unique.where === undefined && unique.columns.every((column) => required.has(column)),
  );
  const fitting = given === undefined ? keys : keys.filter((unique) => isSame(unique.columns, given));
  return fitting.sort((left, right) => left.columns.length - right.columns.length)[0]?.columns;
}

export function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item) => right.includes(item));
}
