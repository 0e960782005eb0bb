import type { DataSource } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { TextMatch } from '../../../../query/text-pattern.js';
import type { Field } from '../../../../resource/field.js';
import type { ValueWriter } from '../../../../serializer/value-writer.factory.js';
import { likePattern } from '../like-pattern.js';
import type { LinkedColumn } from '../linked-column.js';
import type { SqlDraft } from '../sql-draft.js';
import type { CountStrategy, LinkColumn, LinkRowsBuilder, SqlDialect } from '../sql-dialect.js';
import { appendRowList } from '../row-list.builder.js';
import type { StoredOrder } from '../stored-order.js';
import { foldingCollationOf, learnFoldingCollation } from './folding-collation.js';
import { pgModuleOf } from './pg-client.js';
import { postgresOrder } from './postgres-order.js';
import { postgresParameter } from './postgres-parameter.js';
import { createPostgresWriter } from './postgres-writer.factory.js';

/** Types whose names need no arguments to hold every value. */
const LINK_TYPES: ReadonlySet<string> = new Set([
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'uuid',
  'text',
  'character varying',
]);

const TEXT_TYPES: ReadonlySet<unknown> = new Set([String, 'varchar', 'character varying', 'text', 'citext']);

/** Types whose values TypeORM hands to pg as they are. */
const PLAIN_TYPES: ReadonlySet<unknown> = new Set([
  ...TEXT_TYPES,
  Number,
  'smallint',
  'int',
  'integer',
  'bigint',
  'numeric',
  'decimal',
  'real',
  'double precision',
  'boolean',
  'uuid',
]);

const DIVISION_BY_ZERO = '22012';

/** PostgreSQL. */
export class PostgresDialect implements SqlDialect {
  readonly emptyInsert = 'DEFAULT VALUES';
  readonly returning = { insert: true, update: true };
  /** It depends on the row, so that no plan divides before there is one. */
  readonly demand = {
    open: '1 / ((',
    close: ') IS TRUE)::int',
    mayBeWhy: (error: unknown): boolean => (error as { code?: unknown } | undefined)?.code === DIVISION_BY_ZERO,
  };
  readonly subqueries = { inReads: 'joined', inWrites: 'joined' } as const;
  readonly count: CountStrategy = { explain: 'EXPLAIN (FORMAT JSON) ', readPlan: readPostgresPlan };
  private readonly datesInUtc: boolean;

  constructor(private readonly dataSource: DataSource) {
    this.datesInUtc = pgModuleOf(dataSource.driver).defaults?.parseInputDatesAsUTC === true;
  }

  ready(): Promise<void> | undefined {
    return foldingCollationOf(this.dataSource) === undefined ? learnFoldingCollation(this.dataSource) : undefined;
  }

  quote(name: string): string {
    return `"${name.replaceAll('"', '""')}"`;
  }

  joinSegments(segments: readonly string[]): string {
    let text = segments[0]!;
    for (let index = 1; index < segments.length; index++) text += `$${index}${segments[index]!}`;
    return text;
  }

  readExpression(_field: Field, _column: ColumnMetadata, reference: string): string {
    return reference;
  }

  createWriter(field: Field, column: ColumnMetadata): ValueWriter {
    return createPostgresWriter(field, column, this.dataSource);
  }

  isPlain({ type, transformer }: ColumnMetadata): boolean {
    return transformer === undefined && PLAIN_TYPES.has(type);
  }

  toParameter(_field: Field, _column: ColumnMetadata, persistent: unknown): unknown {
    return postgresParameter(persistent, this.datesInUtc);
  }

  toInstant(field: Field, column: ColumnMetadata, persistent: unknown): unknown {
    return this.toParameter(field, column, persistent);
  }

  /** NULLs come last in ascending order by themselves; saying so would keep the index from being used. */
  sortTerm(reference: string, direction: 'asc' | 'desc', nullable: boolean): string {
    return direction === 'asc' ? reference : `${reference} DESC${nullable ? ' NULLS LAST' : ''}`;
  }

  reversedSortTerm(reference: string, direction: 'asc' | 'desc', nullable: boolean): string {
    return direction === 'asc' ? `${reference} DESC` : `${reference}${nullable ? ' NULLS FIRST' : ''}`;
  }

  storedOrder(column: LinkedColumn): StoredOrder {
    return postgresOrder(column);
  }

  readLink(_column: ColumnMetadata, reference: string): string {
    return reference;
  }

  amongLinks(draft: SqlDraft, columns: readonly LinkColumn[], links: readonly (readonly unknown[])[]): void {
    if (columns.length > 1) return appendRowList(draft, columns, links, (value) => this.parameter(value));
    const values = this.parameter(links.map(([value]) => value));
    draft.push(`${columns[0]!.reference} = ANY(`).bind(values).push(')');
  }

  linkRows(columns: readonly ColumnMetadata[]): LinkRowsBuilder | undefined {
    const types = columns.map((column) => this.dataSource.driver.normalizeType(column));
    if (!types.every((type) => LINK_TYPES.has(type))) return undefined;
    const names = types.map((_, index) => `k${index}`).join(', ');
    return (draft, links) => {
      for (const [index, type] of types.entries()) {
        draft.push(index === 0 ? 'unnest(' : ', ').bind(this.parameter(links.map((link) => link[index])));
        draft.push(`::${type}[]`);
      }
      draft.push(`) AS lightapi_links(${names})`);
    };
  }

  private parameter(value: unknown): unknown {
    return postgresParameter(value, this.datesInUtc);
  }

  equal(draft: SqlDraft, column: LinkedColumn, parameter: unknown): void {
    draft.push(`${column.reference} = `).bind(parameter);
  }

  among(draft: SqlDraft, column: LinkedColumn, parameters: readonly unknown[]): void {
    draft.push(`${column.reference} = ANY(`).bind(postgresParameter(parameters, this.datesInUtc)).push(')');
  }

  match(draft: SqlDraft, column: LinkedColumn, kind: TextMatch, text: string, ignoreCase: boolean): void {
    const operator = ignoreCase ? `${foldingCollationOf(this.dataSource) ?? ''} ILIKE` : ' LIKE';
    draft.push(`${asText(column)}${operator} `).bind(likePattern(kind, text));
  }

  overlaps(draft: SqlDraft, column: LinkedColumn, items: readonly unknown[]): void {
    if (column.metadata.isArray) {
      draft.push(`${column.reference} && `).bind(column.toParameter(items));
    } else {
      const texts = postgresParameter(items.map(String), this.datesInUtc);
      draft.push(`string_to_array(${column.reference}, ',') && `).bind(texts).push('::text[]');
    }
  }

  fullText(draft: SqlDraft, column: LinkedColumn, text: string): void {
    draft
      .push(`to_tsvector(${asText(column)}) @@ plainto_tsquery(`)
      .bind(text)
      .push(')');
  }

  now(): string {
    return 'CURRENT_TIMESTAMP';
  }

  insertDefault(): undefined {
    return undefined;
  }

  keepExisting(): string {
    return ' ON CONFLICT DO NOTHING';
  }

  replaceDefault(): string {
    return 'DEFAULT';
  }
}

/** LIKE is for text alone. */
function asText(column: LinkedColumn): string {
  return TEXT_TYPES.has(column.metadata.type) ? column.reference : `CAST(${column.reference} AS text)`;
}

function readPostgresPlan(rows: readonly (readonly unknown[])[]): number | undefined {
  const text: unknown = rows[0]?.[0];
  const plans: unknown = typeof text === 'string' ? JSON.parse(text) : text;
  const estimate = (plans as { Plan?: { 'Plan Rows'?: unknown } }[] | undefined)?.[0]?.Plan?.['Plan Rows'];
  return typeof estimate === 'number' ? estimate : undefined;
}
