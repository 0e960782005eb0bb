import { BoundedMap } from '../bounded-map.js';
import type { Engine } from '../engine.factory.js';
import type { InsertLayout } from '../insert-layout.js';
import type { LinkedTable } from '../linked-table.js';
import type { ManyInsertBuilder } from '../many-insert.js';
import { SqlDraft } from '../sql-draft.js';
import type { SqlTemplate } from '../sql-runner.js';
import { createPreparedStatement, createStatement } from '../statement.factory.js';
import { arrayText } from './postgres-parameter.js';

/** Rows in one statement: what its message takes in memory is bounded by the body, this bounds the answer. */
const MAX_ROWS = 5000;

/** Statements remembered, by the columns that they set. */
const MAX_STATEMENTS = 100;

/**
 * The server's own name of each column's type, so that types of extensions and domains are known as well. Asked for with a
 * length of -1 it is that of no length; `character` and `bit` without one are a single character and bit.
 */
const TYPES_SQL = [
  'SELECT attname AS name, format_type(atttypid, -1) AS type FROM pg_attribute WHERE attrelid = CAST(',
  ' AS regclass) AND attnum > 0',
] as const;

/**
 * Inserts rows as one array of texts for each column, which PostgreSQL turns into rows itself: the statement is the same
 * for any number of rows, so it is prepared, and parsing it takes no time.
 */
export function createArrayInsert(table: LinkedTable, { runner, dialect }: Engine): ManyInsertBuilder {
  const statements = new BoundedMap<string, SqlTemplate>(MAX_STATEMENTS);
  let types: Promise<ReadonlyMap<string, string>> | undefined;
  const readTypes = async (): Promise<ReadonlyMap<string, string>> => {
    const draft = new SqlDraft().push(TYPES_SQL[0]).bind(table.path).push(TYPES_SQL[1]);
    const { rows } = await runner.run(createStatement(draft, dialect), draft.parameters, 'lookup');
    return new Map(rows as [string, string][]);
  };
  const typesOf = (): Promise<ReadonlyMap<string, string>> =>
    (types ??= readTypes().catch((error: unknown) => {
      types = undefined;
      throw error;
    }));
  return {
    sizeFor: (left) => Math.min(left, MAX_ROWS),
    async build(layout, rows, returning) {
      const key = `${layout.shape}\n${returning}`;
      let template = statements.get(key);
      if (template === undefined) {
        template = createPreparedStatement(draftOf(table, layout, await typesOf(), returning), dialect);
        statements.set(key, template);
      }
      const parameters = layout.columns.map((_, slot) =>
        arrayText(
          rows.map(({ values }) => values[slot]),
          false,
        ),
      );
      return { template, parameters };
    },
  };
}

function draftOf(
  table: LinkedTable,
  { columns, expressions }: InsertLayout,
  types: ReadonlyMap<string, string>,
  returning: string,
): SqlDraft {
  const names = [...columns, ...expressions].map(({ name }) => name).join(', ');
  const values = columns.map(({ metadata }, index) => `CAST(c${index} AS ${types.get(metadata.databaseName)})`);
  const selected = [...values, ...expressions.map(({ expression }) => expression)].join(', ');
  const draft = new SqlDraft().push(`INSERT INTO ${table.path} (${names}) SELECT ${selected} FROM unnest(`);
  for (const [slot] of columns.entries())
    draft
      .push(slot > 0 ? ', ' : '')
      .bind(slot)
      .push('::text[]');
  const aliases = columns.map((_, index) => `c${index}`).join(', ');
  return draft.push(`) WITH ORDINALITY AS sent(${aliases}, place) ORDER BY place RETURNING ${returning}`);
}
