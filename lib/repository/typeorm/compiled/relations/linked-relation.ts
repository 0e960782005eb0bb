import type { Relation } from '../../../../resource/resource.js';
import { linkTable, type LinkedTable } from '../linked-table.js';
import { equalPairs, linkJunction } from './linked-junction.js';
import { relationColumns } from './relation-columns.js';

/** A relation joined with the tables it leads to, for a subquery about the related rows of a row. */
export interface LinkedRelation {
  /** The related rows' table, under an alias of its own: a resource may be entered again inside itself. */
  readonly target: LinkedTable;
  /** The tables behind FROM: the target's, and the one between the two sides where there is one. */
  readonly from: string;
  /** What the outer row's columns equal, in the same order. */
  readonly inner: readonly string[];
  /** Columns of the outer row. */
  readonly outer: readonly string[];
  /** True of the related rows of the outer row. */
  readonly isRelated: string;
  /** True of target rows that are there: neither softly deleted nor of another entity; `undefined` when all are. */
  readonly isThere: string | undefined;
}

/** How deep inside other subqueries a table stands, and the relations that were entered from it. */
interface Depth {
  readonly level: number;
  readonly relations: Map<Relation, LinkedRelation>;
}

const depths = new WeakMap<LinkedTable, Depth>();

/** The relation as it is entered from this use of a table; made on first use, kept as long as the table. */
export function relatedTo(table: LinkedTable, relation: Relation): LinkedRelation {
  const depth = depthOf(table);
  const known = depth.relations.get(relation);
  if (known !== undefined) return known;
  const linked = linkRelation(table, relation, depth.level + 1);
  depths.set(linked.target, { level: depth.level + 1, relations: new Map() });
  depth.relations.set(relation, linked);
  return linked;
}

/** What is true of every row of the table that is there at all. */
export function presenceOf({ isAlive, isMember }: LinkedTable): string | undefined {
  return isAlive !== undefined && isMember !== undefined ? `${isMember} AND ${isAlive}` : (isMember ?? isAlive);
}

function linkRelation(table: LinkedTable, relation: Relation, level: number): LinkedRelation {
  const { dataSource, dialect } = table;
  // One alias for each level is enough: subqueries side by side do not see each other.
  const alias = `lightapi_${level}`;
  const columns = relationColumns(relation, dataSource);
  const target = linkTable(relation.target, dataSource, dialect, { alias, isOptional: false });
  const outer = columns.source.map(table.referenceTo);
  const ends = columns.target.map(target.referenceTo);
  const isThere = presenceOf(target);
  if (columns.junction === undefined) {
    return { target, from: target.from, inner: ends, outer, isRelated: equalPairs(ends, outer), isThere };
  }
  const junction = linkJunction(columns.junction, `${alias}_via`, dialect);
  const from = `${junction.from} JOIN ${target.from} ON ${equalPairs(ends, junction.target)}`;
  return { target, from, inner: junction.source, outer, isRelated: equalPairs(junction.source, outer), isThere };
}

function depthOf(table: LinkedTable): Depth {
  let depth = depths.get(table);
  if (depth === undefined) depths.set(table, (depth = { level: 0, relations: new Map() }));
  return depth;
}
