import type { Visibility } from '../../../../query/question.js';
import type { Relation } from '../../../../resource/resource.js';
import { appendCondition } from '../filter.builder.js';
import { linkTable, type LinkedTable } from '../linked-table.js';
import type { SqlDraft } from '../sql-draft.js';
import { equalPairs } from './linked-junction.js';
import { presenceOf } from './linked-relation.js';
import { relationColumns } from './relation-columns.js';

/** The row on the other side of a to-one relation, joined into the statement about the row itself. */
export interface JoinedTable {
  /** Under an alias that no other join of the same statement has. */
  readonly table: LinkedTable;
  /** The join that this one is joined to; `undefined` for the statement's first table. */
  readonly parent: JoinedTable | undefined;
  /** ` LEFT JOIN … ON …`, open at its end for further conditions. */
  readonly text: string;
}

/** What was joined to a table, and how many joins there are to its statement's first table. */
interface Joins {
  readonly joined: JoinedTable | undefined;
  readonly byRelation: Map<Relation, JoinedTable>;
  readonly counter: { count: number };
}

const joinsOfTables = new WeakMap<LinkedTable, Joins>();

/**
 * The table that a to-one relation leads to from this use of a table; made on first use, kept as long as the table. A row
 * that is not there, or softly deleted, leaves NULLs: no row of the first table is ever cut.
 */
export function joinedTo(table: LinkedTable, relation: Relation): JoinedTable {
  const joins = joinsOf(table);
  const known = joins.byRelation.get(relation);
  if (known !== undefined) return known;
  const { dataSource, dialect } = table;
  const use = { alias: `lightapi_joined_${++joins.counter.count}`, isOptional: true };
  const target = linkTable(relation.target, dataSource, dialect, use);
  const columns = relationColumns(relation, dataSource);
  const ends = equalPairs(columns.target.map(target.referenceTo), columns.source.map(table.referenceTo));
  const isThere = presenceOf(target);
  const text = ` LEFT JOIN ${target.from} ON ${isThere === undefined ? ends : `${ends} AND ${isThere}`}`;
  const joined: JoinedTable = { table: target, parent: joins.joined, text };
  joins.byRelation.set(relation, joined);
  joinsOfTables.set(target, { joined, byRelation: new Map(), counter: joins.counter });
  return joined;
}

/** Adds a join to a list, and those that it hangs on before it, unless they are there. */
export function collectJoin(joins: JoinedTable[], joined: JoinedTable): void {
  if (joins.includes(joined)) return;
  if (joined.parent !== undefined) collectJoin(joins, joined.parent);
  joins.push(joined);
}

/** Adds joins behind FROM. A row that may not be seen is joined as one that is not there. */
export function appendJoins(draft: SqlDraft, joins: readonly JoinedTable[], visibility: Visibility): void {
  for (const { table, text } of joins) {
    draft.push(text);
    const rule = visibility.get(table.resource.name);
    if (rule === undefined) continue;
    draft.push(' AND ');
    appendCondition(draft, rule, table);
  }
}

function joinsOf(table: LinkedTable): Joins {
  let joins = joinsOfTables.get(table);
  if (joins === undefined) {
    joins = { joined: undefined, byRelation: new Map(), counter: { count: 0 } };
    joinsOfTables.set(table, joins);
  }
  return joins;
}
