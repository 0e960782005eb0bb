import { ALL_VISIBLE, type Condition, type Visibility } from '../../../query/question.js';
import type { Engine } from './engine.factory.js';
import { appendCondition } from './filter.builder.js';
import type { LinkedTable } from './linked-table.js';
import { SqlDraft } from './sql-draft.js';
import type { SqlPurpose, SqlResult, SqlTemplate } from './sql-runner.js';
import { createPreparedStatement, createStatement } from './statement.factory.js';

/**
 * A statement about one row whose text is known before its values: made once per set of columns. Its draft was put
 * together with positions in place of values, because an engine may use a value more than once.
 */
export interface Shape {
  readonly template: SqlTemplate;
  /** Which value each parameter is; `undefined` when they are the values as they stand. */
  readonly slots: readonly number[] | undefined;
  /** Up to the end of its WHERE, where an access rule can be added. */
  readonly head: SqlDraft;
  readonly tail: string;
}

/** @param head up to the end of its WHERE, with the positions of values as parameters. */
export function createShape(head: SqlDraft, tail: string, engine: Engine): Shape {
  const slots = head.parameters as number[];
  const template = createPreparedStatement(new SqlDraft().append(head).push(tail), engine.dialect);
  return { template, slots: slots.every((slot, index) => slot === index) ? undefined : slots, head, tail };
}

/** Runs a shape with its values. With a filter it is a statement of its own that is not prepared. */
export async function runShape(
  shape: Shape,
  values: readonly unknown[],
  filter: Condition | undefined,
  table: LinkedTable,
  engine: Engine,
  purpose: SqlPurpose,
  visibility: Visibility = ALL_VISIBLE,
): Promise<SqlResult> {
  const parameters = shape.slots === undefined ? values : shape.slots.map((slot) => values[slot]);
  if (filter === undefined) return engine.runner.run(shape.template, parameters, purpose);
  // Without a pause where there is nothing to wait for: a write on SQLite must begin in the tick in which it was asked for.
  const pending = engine.dialect.ready?.();
  if (pending !== undefined) await pending;
  const draft = new SqlDraft();
  draft.segments.splice(0, 1, ...shape.head.segments);
  draft.parameters.push(...parameters);
  draft.push(' AND ');
  appendCondition(draft, filter, table, { visibility, isWrite: purpose === 'write' });
  draft.push(shape.tail);
  return engine.runner.run(createStatement(draft, engine.dialect), draft.parameters, purpose);
}

/** Adds ` WHERE key = …` for values from `firstSlot` on; rows that are softly deleted do not exist. */
export function appendKey(head: SqlDraft, table: LinkedTable, firstSlot: number): SqlDraft {
  for (const [index, column] of table.key.entries()) {
    head.push(index === 0 ? ' WHERE ' : ' AND ');
    table.dialect.equal(head, column, firstSlot + index);
  }
  return table.isAlive === undefined ? head : head.push(` AND ${table.isAlive}`);
}

/** The values of a key as parameters. */
export function keyParameters(table: LinkedTable, key: readonly unknown[]): unknown[] {
  return table.key.map((column, index) => column.toParameter(key[index]));
}
