import type { DataSource } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { TextMatch } from '../../../../query/text-pattern.js';
import type { Field } from '../../../../resource/field.js';
import type { ValueWriter } from '../../../../serializer/value-writer.factory.js';
import { barPattern } from '../like-pattern.js';
import { appendItems } from '../item.builder.js';
import { appendWords } from '../word.builder.js';
import type { LinkedColumn } from '../linked-column.js';
import type { SqlDraft } from '../sql-draft.js';
import type { CountStrategy, LinkColumn, SqlDialect } from '../sql-dialect.js';
import { appendRowList } from '../row-list.builder.js';
import type { StoredOrder } from '../stored-order.js';
import { numericText } from './mysql-literal.js';
import { mysqlOrder } from './mysql-order.js';
import { createMysqlWriter } from './mysql-writer.factory.js';

/** Digits of these are text where they come from, and would be compared as floats. */
const NUMBERS: ReadonlySet<unknown> = new Set(['bigint', 'dec', 'decimal', 'fixed', 'numeric']);

/** MySQL and MariaDB. */
export class MysqlDialect implements SqlDialect {
  readonly emptyInsert = '() VALUES ()';
  readonly returning: { readonly insert: boolean; readonly update: boolean };
  readonly subqueries: { readonly inReads: 'joined'; readonly inWrites: 'joined' | 'copied' };
  readonly count: CountStrategy = { explain: 'EXPLAIN ', readPlan: readMysqlPlan };

  constructor(private readonly dataSource: DataSource) {
    this.returning = { insert: dataSource.driver.isReturningSqlSupported('insert'), update: false };
    // MySQL refuses to read a table in a statement that changes it; MariaDB does so since 10.3.
    const inWrites = dataSource.options.type === 'mariadb' ? 'joined' : 'copied';
    this.subqueries = { inReads: 'joined', inWrites };
  }

  quote(name: string): string {
    return `\`${name.replaceAll('`', '``')}\``;
  }

  /** Values are written as literals when a statement is run; this is only its name in caches. */
  joinSegments(segments: readonly string[]): string {
    return segments.join('?');
  }

  /** As text a day is the same in every time zone, also where the driver would make a `Date` of it. */
  readExpression(field: Field, column: ColumnMetadata, reference: string): string {
    const isDay = field.type === 'date' && column.type === 'date' && column.transformer === undefined;
    return isDay ? `CAST(${reference} AS CHAR)` : reference;
  }

  createWriter(field: Field, column: ColumnMetadata): ValueWriter {
    return createMysqlWriter(field, column, this.dataSource);
  }

  toParameter(field: Field, _column: ColumnMetadata, persistent: unknown): unknown {
    return field.type === 'bigint' || field.type === 'decimal' ? numericText(persistent) : persistent;
  }

  toInstant(field: Field, column: ColumnMetadata, persistent: unknown): unknown {
    return this.toParameter(field, column, persistent);
  }

  /** NULL is the lowest value. */
  sortTerm(reference: string, direction: 'asc' | 'desc', nullable: boolean): string {
    if (direction === 'desc') return `${reference} DESC`;
    return nullable ? `${reference} IS NULL, ${reference}` : reference;
  }

  reversedSortTerm(reference: string, direction: 'asc' | 'desc', nullable: boolean): string {
    if (direction === 'desc') return reference;
    return nullable ? `${reference} IS NULL DESC, ${reference} DESC` : `${reference} DESC`;
  }

  storedOrder(column: LinkedColumn): StoredOrder {
    return mysqlOrder(column, this.dataSource);
  }

  readLink(_column: ColumnMetadata, reference: string): string {
    return reference;
  }

  amongLinks(draft: SqlDraft, columns: readonly LinkColumn[], links: readonly (readonly unknown[])[]): void {
    appendRowList(draft, columns, links, (value, { metadata }) =>
      NUMBERS.has(metadata.type) ? numericText(value) : value,
    );
  }

  /** The collation may take letters for equal that are not: it finds candidates by the index, the bytes decide. */
  equal(draft: SqlDraft, column: LinkedColumn, parameter: unknown): void {
    draft.push(`${column.reference} = `).bind(parameter);
    if (isCollated(column))
      draft
        .push(` AND ${bytesOf(column)} = CAST(`)
        .bind(parameter)
        .push(' AS BINARY)');
  }

  among(draft: SqlDraft, column: LinkedColumn, parameters: readonly unknown[]): void {
    appendList(draft, `(${column.reference} IN (`, parameters, ')');
    if (isCollated(column)) appendList(draft, ` AND ${bytesOf(column)} IN (`, parameters, ')', 'CAST(', ' AS BINARY)');
    draft.push(')');
  }

  match(draft: SqlDraft, column: LinkedColumn, kind: TextMatch, text: string, ignoreCase: boolean): void {
    const pattern = barPattern(kind, text);
    const subject = `CONVERT(${column.reference} USING utf8mb4)`;
    draft.push(ignoreCase ? `LOWER(${subject}) COLLATE utf8mb4_bin LIKE ` : `${subject} COLLATE utf8mb4_bin LIKE `);
    if (ignoreCase) draft.push('LOWER(').bind(pattern).push(") ESCAPE '|'");
    else draft.bind(pattern).push(" ESCAPE '|'");
  }

  overlaps(draft: SqlDraft, column: LinkedColumn, items: readonly unknown[]): void {
    appendItems(draft, column, items, (item) => {
      draft
        .push('LOCATE(CAST(')
        .bind(item)
        .push(` AS BINARY), CONCAT(',', ${bytesOf(column)}, ',')) > 0`);
    });
  }

  /** Full text search needs an index of its own kind here; without one every word has to occur. */
  fullText(draft: SqlDraft, column: LinkedColumn, text: string): void {
    appendWords(draft, text, (word) => this.match(draft, column, 'contains', word, true));
  }

  now(column: ColumnMetadata): string {
    const precision = column.precision ?? (column.isUpdateDate || column.isDeleteDate ? 6 : 0);
    return precision > 0 ? `CURRENT_TIMESTAMP(${precision})` : 'CURRENT_TIMESTAMP';
  }

  insertDefault(): undefined {
    return undefined;
  }

  /** IGNORE would pass over references to rows that are not there as well. */
  keepExisting(name: string): string {
    return ` ON DUPLICATE KEY UPDATE ${name} = ${name}`;
  }

  replaceDefault(): string {
    return 'DEFAULT';
  }
}

function isCollated({ field }: LinkedColumn): boolean {
  return field.type === 'string' && !field.isArray;
}

function bytesOf(column: LinkedColumn): string {
  return `CAST(CONVERT(${column.reference} USING utf8mb4) AS BINARY)`;
}

function appendList(
  draft: SqlDraft,
  opening: string,
  parameters: readonly unknown[],
  closing: string,
  before = '',
  after = '',
): void {
  for (const [index, parameter] of parameters.entries()) {
    draft
      .push((index === 0 ? opening : ', ') + before)
      .bind(parameter)
      .push(after);
  }
  draft.push(closing);
}

/** The tabular plan, when it is about one table: how many rows, in the column called `rows`, the one before `Extra`. */
function readMysqlPlan(rows: readonly (readonly unknown[])[]): number | undefined {
  const row = rows[0];
  if (row === undefined || rows.length > 1) return undefined;
  // MariaDB has ten columns, MySQL twelve: `partitions` and `filtered` in addition.
  const rowsColumn: unknown = row.length >= 12 ? row[9] : row[8];
  const filtered = row.length >= 12 ? Number(row[10] ?? 100) / 100 : 1;
  const estimate = Number(rowsColumn ?? Number.NaN);
  return Number.isFinite(estimate) ? Math.round(estimate * filtered) : undefined;
}
