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

/** What a statement looks at beside its key. */
export interface ShapeFilter {
  readonly condition: Condition;
  readonly visibility: Visibility;
  /** Whether the statement is to fail when the row that it answers with does not meet the condition any more. */
  readonly isDemanded?: boolean;
}

/** Runs a shape with its values. With a filter it is another statement, which is prepared when it comes again. */
export function runShape(
  shape: Shape,
  values: readonly unknown[],
  filter: ShapeFilter | undefined,
  table: LinkedTable,
  engine: Engine,
  purpose: SqlPurpose,
): Promise<SqlResult> {
  if (filter === undefined) return engine.runner.run(shape.template, parametersOf(shape, values), purpose);
  const run = (): Promise<SqlResult> => runFiltered(shape, values, filter, table, engine, purpose);
  // Without a pause where there is nothing to wait for: a write on SQLite must begin in the tick in which it was asked for.
  return engine.dialect.ready?.()?.then(run) ?? run();
}

function runFiltered(
  shape: Shape,
  values: readonly unknown[],
  { condition, visibility, isDemanded = false }: ShapeFilter,
  table: LinkedTable,
  engine: Engine,
  purpose: SqlPurpose,
): Promise<SqlResult> {
  const place = { visibility, isWrite: purpose === 'write' };
  const draft = draftOf(shape, values).push(' AND ');
  appendCondition(draft, condition, table, place);
  draft.push(shape.tail);
  if (isDemanded) appendDemand(draft, condition, table);
  const isRecurring = isAboutRow(condition);
  const statement = isRecurring ? engine.recurring.of(draft) : createStatement(draft, engine.dialect);
  return engine.runner.run(statement, draft.parameters, purpose);
}

/** The head of a shape with its values, to be gone on with. */
export function draftOf(shape: Shape, values: readonly unknown[]): SqlDraft {
  const draft = new SqlDraft();
  draft.segments.splice(0, 1, ...shape.head.segments);
  draft.parameters.push(...parametersOf(shape, values));
  return draft;
}

function parametersOf({ slots }: Shape, values: readonly unknown[]): readonly unknown[] {
  return slots === undefined ? values : slots.map((slot) => values[slot]);
}

/** Adds to what a statement answers with that it fails unless its row meets a condition. */
export function appendDemand(draft: SqlDraft, condition: Condition, table: LinkedTable): void {
  const { open, close } = table.dialect.demand!;
  appendCondition(draft.push(`, ${open}`), condition, table, { visibility: ALL_VISIBLE, isWrite: true });
  draft.push(`${close} AS demanded`);
}

/** Whether a condition can be told from the row alone. */
export function isAboutRow(condition: Condition): boolean {
  switch (condition.kind) {
    case 'comparison':
      return true;
    case 'related':
      return false;
    case 'and':
    case 'or':
      return condition.conditions.every(isAboutRow);
    default:
      return isAboutRow(condition.condition);
  }
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
