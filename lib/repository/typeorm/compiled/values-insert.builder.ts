import { BoundedMap } from './bounded-map.js';
import type { InsertLayout } from './insert-layout.js';
import type { LinkedTable } from './linked-table.js';
import type { ManyInsertBuilder } from './many-insert.js';
import { SqlDraft } from './sql-draft.js';
import type { SqlTemplate } from './sql-runner.js';
import { createStatement } from './statement.factory.js';

/** Statements remembered, by the columns that they set and the number of rows. */
const MAX_STATEMENTS = 30;

/**
 * Inserts rows as `VALUES (…), (…)`.
 *
 * @param sizeFor how many of the rows that are left one statement takes.
 */
export function createValuesInsert(table: LinkedTable, sizeFor: ManyInsertBuilder['sizeFor']): ManyInsertBuilder {
  const statements = new BoundedMap<string, SqlTemplate>(MAX_STATEMENTS);
  return {
    sizeFor,
    build(layout, rows, returning) {
      const key = `${rows.length} ${layout.shape}\n${returning}`;
      let template = statements.get(key);
      if (template === undefined) {
        template = createStatement(draftOf(table, layout, rows.length, returning), table.dialect);
        statements.set(key, template);
      }
      return { template, parameters: rows.flatMap(({ values }) => values) };
    },
  };
}

function draftOf(
  { path }: LinkedTable,
  { columns, expressions }: InsertLayout,
  count: number,
  returning: string,
): SqlDraft {
  const names = [...columns, ...expressions].map(({ name }) => name).join(', ');
  const rest = expressions.map(({ expression }) => `, ${expression}`).join('');
  const draft = new SqlDraft().push(`INSERT INTO ${path} (${names}) VALUES `);
  for (let row = 0; row < count; row++) {
    draft.push(row === 0 ? '(' : ', (');
    for (const [slot] of columns.entries()) draft.push(slot > 0 ? ', ' : '').bind(undefined);
    draft.push(`${rest})`);
  }
  return draft.push(` RETURNING ${returning}`);
}
