import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { quotedPath } from '../linked-table.js';
import type { SqlDialect } from '../sql-dialect.js';
import type { JunctionColumns } from './relation-columns.js';

/** The table between the two sides of a many-to-many relation, as a statement uses it. */
export interface LinkedJunction {
  /** What FROM and JOIN name. */
  readonly from: string;
  /** Qualified columns that equal those of the side that declares the relation. */
  readonly source: readonly string[];
  /** Qualified columns that equal those of the other side. */
  readonly target: readonly string[];
}

/** @param alias its name in the statement, not yet quoted. */
export function linkJunction(junction: JunctionColumns, alias: string, dialect: SqlDialect): LinkedJunction {
  const reference = dialect.quote(alias);
  const referenceTo = ({ databaseName }: ColumnMetadata): string => `${reference}.${dialect.quote(databaseName)}`;
  return {
    from: `${quotedPath(junction.metadata, dialect)} ${reference}`,
    source: junction.source.map(referenceTo),
    target: junction.target.map(referenceTo),
  };
}

/** True when each of the left equals its partner on the right. */
export function equalPairs(left: readonly string[], right: readonly string[]): string {
  return left.map((reference, index) => `${reference} = ${right[index]}`).join(' AND ');
}
