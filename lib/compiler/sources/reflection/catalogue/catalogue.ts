import type { EntitySchemaColumnOptions } from 'typeorm';

/** What a database says of its tables, in terms that all engines share. */
export interface CatalogueTable {
  readonly name: string;
  readonly kind: 'table' | 'view';
  readonly comment: string | undefined;
  readonly columns: readonly CatalogueColumn[];
  /** Columns of the primary key, in its order; empty when there is none. */
  readonly primaryKey: readonly string[];
  readonly uniques: readonly CatalogueUnique[];
  readonly checks: readonly CatalogueCheck[];
  readonly foreignKeys: readonly CatalogueForeignKey[];
  /** Why rows cannot be written, where the database tells. */
  readonly readOnlyReason?: string;
  /** Why nothing can be done with the table: it is not the user's, or cannot be read. */
  readonly skipReason?: string;
}

export interface CatalogueColumn {
  readonly name: string;
  /** How TypeORM is told the type; `undefined` for a type that JSON cannot carry. */
  readonly type: ColumnTypeOptions | undefined;
  /** The type in the database's own words, for messages. */
  readonly declared: string;
  readonly nullable: boolean;
  readonly default: ColumnDefault | undefined;
  /** Who makes the value when a row is inserted: the database by counting, or somebody as a random UUID. */
  readonly generated: 'increment' | 'uuid' | undefined;
  /** How the values of a computed column are kept. */
  readonly computed: 'STORED' | 'VIRTUAL' | undefined;
  readonly comment: string | undefined;
  /** Why nothing can be done with the column. */
  readonly skipReason?: string;
}

export type ColumnTypeOptions = Pick<
  EntitySchemaColumnOptions,
  'type' | 'length' | 'precision' | 'scale' | 'unsigned' | 'enum' | 'enumName' | 'array'
>;

/** A default value, or the SQL expression that makes one. */
export type ColumnDefault = { readonly value: string | number | boolean } | { readonly expression: string };

export interface CatalogueUnique {
  readonly name: string;
  readonly columns: readonly string[];
  /** Condition of an index over some of the rows only. */
  readonly where: string | undefined;
}

export interface CatalogueCheck {
  readonly name: string;
  readonly expression: string;
}

export interface CatalogueForeignKey {
  /** `undefined` where the database gives it none. */
  readonly name: string | undefined;
  readonly columns: readonly string[];
  readonly referencedTable: string;
  readonly referencedColumns: readonly string[];
  readonly onDelete: ForeignKeyAction;
  readonly onUpdate: ForeignKeyAction;
}

export type ForeignKeyAction = 'RESTRICT' | 'CASCADE' | 'SET NULL' | 'SET DEFAULT' | 'NO ACTION';

/** Sends one statement that only reads. */
export type Ask = (sql: string, parameters?: unknown[]) => Promise<readonly CatalogueRow[]>;

export type CatalogueRow = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** Text of a catalogue, where an empty one says nothing. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
