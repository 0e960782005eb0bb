import type { DataSource } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { TextMatch } from '../../../../query/text-pattern.js';
import type { Field } from '../../../../resource/field.js';
import type { ValueWriter } from '../../../../serializer/value-writer.factory.js';
import type { LinkedColumn } from '../linked-column.js';
import type { SqlDraft } from '../sql-draft.js';
import type { CountStrategy, LinkColumn, SqlDialect } from '../sql-dialect.js';
import { appendRowList, filledUp } from '../row-list.builder.js';
import type { StoredOrder } from '../stored-order.js';
import { appendItems } from '../item.builder.js';
import { appendWords } from '../word.builder.js';
import { globPattern } from './glob-pattern.js';
import { sqliteOrder } from './sqlite-order.js';
import { createSqliteWriter } from './sqlite-writer.factory.js';

/** TypeORM's default for date columns, which drops the milliseconds. */
const SECONDS_NOW = "datetime('now')";
/** The moment in the form in which TypeORM stores a `Date`. */
const NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')";

/** Beyond 2^53 they would come back rounded. */
const LONG_INTEGERS: ReadonlySet<unknown> = new Set(['bigint', 'int8', 'int64', 'unsigned big int']);

const WHOLE = /^(-?\d{1,18})\.0{1,1000}$/;

/** SQLite, as better-sqlite3 and libsql speak it. */
export class SqliteDialect implements SqlDialect {
  readonly emptyInsert = 'DEFAULT VALUES';
  readonly returning = { insert: true, update: true };
  /** A subquery about the row around it is run again for every row, and foreign keys have no index of themselves. */
  readonly subqueries = { inReads: 'listed', inWrites: 'listed' } as const;
  readonly count: CountStrategy = { explain: undefined, readPlan: () => undefined };

  constructor(private readonly dataSource: DataSource) {}

  quote(name: string): string {
    return `"${name.replaceAll('"', '""')}"`;
  }

  joinSegments(segments: readonly string[]): string {
    return segments.join('?');
  }

  /** Integers beyond 2^53 would come back rounded; transformers get what TypeORM gives them. */
  readExpression(field: Field, column: ColumnMetadata, reference: string): string {
    if (column.type === 'jsonb') return `json(${reference})`;
    if (column.transformer !== undefined || field.isArray) return reference;
    if (field.type === 'bigint') return `CAST(${reference} AS TEXT)`;
    if (field.type === 'decimal') {
      return `CASE typeof(${reference}) WHEN 'integer' THEN CAST(${reference} AS TEXT) ELSE ${reference} END`;
    }
    return reference;
  }

  createWriter(field: Field, column: ColumnMetadata): ValueWriter {
    return createSqliteWriter(field, column, this.dataSource);
  }

  /** A decimal becomes a float of some 15 digits, but a whole number can be stored exactly. */
  toParameter(field: Field, _column: ColumnMetadata, persistent: unknown): unknown {
    const whole = field.type === 'decimal' && typeof persistent === 'string' ? WHOLE.exec(persistent) : null;
    return whole === null ? sqliteParameter(persistent) : whole[1];
  }

  /** Texts are compared unit by unit: without `.000` the bound is right for rows with and without milliseconds. */
  toInstant(_field: Field, _column: ColumnMetadata, persistent: unknown): unknown {
    const text = sqliteParameter(persistent);
    return typeof text === 'string' && text.endsWith('.000') ? text.slice(0, -4) : text;
  }

  /** NULL is the lowest value. */
  sortTerm(reference: string, direction: 'asc' | 'desc', nullable: boolean): string {
    if (direction === 'desc') return `${reference} DESC`;
    return nullable ? `${reference} ASC NULLS LAST` : reference;
  }

  reversedSortTerm(reference: string, direction: 'asc' | 'desc', nullable: boolean): string {
    return direction === 'asc' ? `${reference} DESC${nullable ? ' NULLS FIRST' : ''}` : reference;
  }

  storedOrder(column: LinkedColumn): StoredOrder {
    return sqliteOrder(column);
  }

  readLink(column: ColumnMetadata, reference: string): string {
    return LONG_INTEGERS.has(column.type) ? `CAST(${reference} AS TEXT)` : reference;
  }

  /** Statements are remembered by their text, so lists of nearly the same length get the same. */
  amongLinks(draft: SqlDraft, columns: readonly LinkColumn[], links: readonly (readonly unknown[])[]): void {
    appendRowList(draft, columns, filledUp(links), sqliteParameter, 'VALUES ');
  }

  equal(draft: SqlDraft, column: LinkedColumn, parameter: unknown): void {
    draft.push(`${column.reference} = `).bind(parameter);
  }

  among(draft: SqlDraft, column: LinkedColumn, parameters: readonly unknown[]): void {
    for (const [index, parameter] of parameters.entries()) {
      draft.push(index === 0 ? `${column.reference} IN (` : ', ').bind(parameter);
    }
    draft.push(')');
  }

  match(draft: SqlDraft, column: LinkedColumn, kind: TextMatch, text: string, ignoreCase: boolean): void {
    draft.push(`${column.reference} GLOB `).bind(globPattern(kind, text, ignoreCase));
  }

  overlaps(draft: SqlDraft, column: LinkedColumn, items: readonly unknown[]): void {
    appendItems(draft, column, items, (item) => {
      draft.push(`instr(',' || ${column.reference} || ',', `).bind(item).push(') > 0');
    });
  }

  /** Full text search needs a table of its own kind here; without one every word has to occur. */
  fullText(draft: SqlDraft, column: LinkedColumn, text: string): void {
    appendWords(draft, text, (word) => this.match(draft, column, 'contains', word, true));
  }

  now(): string {
    return NOW;
  }

  insertDefault(column: ColumnMetadata): string | undefined {
    const isStamp = column.isCreateDate || column.isUpdateDate;
    const hasOwnDefault = typeof column.default !== 'function' || column.default() !== SECONDS_NOW;
    return isStamp && !hasOwnDefault ? NOW : undefined;
  }

  keepExisting(): string {
    return ' ON CONFLICT DO NOTHING';
  }

  replaceDefault(column: ColumnMetadata): string {
    return this.dataSource.driver.normalizeDefault(column) ?? 'NULL';
  }
}

/** libsql ends the process when it is handed a boolean, and knows neither `undefined` nor other objects. */
function sqliteParameter(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof Date ? value.toISOString().replace('T', ' ').slice(0, -1) : JSON.stringify(value);
}
