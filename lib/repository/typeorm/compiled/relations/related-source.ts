import type { EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { Relation } from '../../../../resource/resource.js';
import type { LinkedTable } from '../linked-table.js';
import type { LinkColumn, LinkRowsBuilder } from '../sql-dialect.js';
import { equalPairs, linkJunction } from './linked-junction.js';
import { presenceOf } from './linked-relation.js';
import { relationColumns } from './relation-columns.js';

/** Where the related rows of many rows at once are read from. */
export interface RelatedSource {
  /** The tables behind FROM. */
  readonly from: string;
  /** Columns that equal those of the rows that the related ones belong to. */
  readonly links: readonly LinkColumn[];
  /** What is selected of them, called `l0`, `l1` and so on. */
  readonly select: string;
  /** True of related rows that are there; `undefined` when all are. */
  readonly isThere: string | undefined;
  /** Adds the links as rows `lightapi_links(k0, …)`, where looking them up one by one is the better plan. */
  readonly appendLinkRows: LinkRowsBuilder | undefined;
}

/** The rows on the other side of a relation, as a source for statements about the table. */
export function createRelatedSource(table: LinkedTable, relation: Relation): RelatedSource {
  const { dataSource, dialect } = table;
  const { source, target, junction } = relationColumns(relation, dataSource);
  const via = junction && linkJunction(junction, 'lightapi_via', dialect);
  const columns = junction?.source ?? target;
  const references = via?.source ?? target.map(table.referenceTo);
  const isIndexed = hasIndex(junction?.metadata ?? table.metadata, columns);
  return {
    from: via
      ? `${table.from} JOIN ${via.from} ON ${equalPairs(via.target, target.map(table.referenceTo))}`
      : table.from,
    links: columns.map((metadata, index) => ({ metadata, reference: references[index]! })),
    select: source.map((column, index) => `${dialect.readLink(column, references[index]!)} AS l${index}`).join(', '),
    isThere: presenceOf(table),
    appendLinkRows: isIndexed ? dialect.linkRows?.(columns) : undefined,
  };
}

/** Whether TypeORM knows of an index, over all rows, that begins with the columns. */
function hasIndex({ primaryColumns, indices, uniques }: EntityMetadata, columns: readonly ColumnMetadata[]): boolean {
  const names = new Set(columns.map(({ databaseName }) => databaseName));
  const begins = (index: readonly ColumnMetadata[]): boolean =>
    index.length >= names.size && index.slice(0, names.size).every(({ databaseName }) => names.has(databaseName));
  return (
    begins(primaryColumns) ||
    indices.some((index) => index.where === undefined && begins(index.columns)) ||
    uniques.some((unique) => begins(unique.columns))
  );
}
