import type { ListQuestion, Visibility } from '../../../../query/question.js';
import type { Relation } from '../../../../resource/resource.js';
import { appendVisibility } from '../filter.builder.js';
import { linkTable, type LinkedTable } from '../linked-table.js';
import type { SqlDraft } from '../sql-draft.js';
import { equalPairs, linkJunction } from './linked-junction.js';
import { relationColumns } from './relation-columns.js';

/** How the rows on the other side of a relation are found by the key of the row that they belong to. */
interface LinkedParent {
  /** The parent's table under an alias. */
  readonly table: LinkedTable;
  /** The parent's row is not looked at; `undefined` where its key does not tell what joins it. */
  readonly direct: DirectLink | undefined;
  /** Around a condition about the parent's row. */
  readonly opening: string;
}

interface DirectLink {
  readonly opening: string;
  /** Columns that equal values of the parent's key. */
  readonly references: readonly string[];
  /** Which value of the key each of them equals. */
  readonly keyIndexes: readonly number[];
  readonly closing: string;
}

const parentsOf = new WeakMap<LinkedTable, Map<Relation, LinkedParent>>();

/**
 * Adds that a row is on the other side of a relation of the row that has a key. Whether that row is there and may be read
 * is asked beforehand; a rule about who may be seen holds here too.
 */
export function appendParent(
  draft: SqlDraft,
  table: LinkedTable,
  { relation, key }: NonNullable<ListQuestion['parent']>,
  visibility: Visibility,
): void {
  const { table: parent, direct, opening } = parentOf(table, relation);
  if (direct !== undefined && !visibility.has(relation.source.name)) {
    draft.push(direct.opening);
    for (const [index, reference] of direct.references.entries()) {
      const keyIndex = direct.keyIndexes[index]!;
      const parameter = parent.key[keyIndex]!.toParameter(key[keyIndex]);
      draft.push(`${index > 0 ? ' AND ' : ''}${reference} = `).bind(parameter);
    }
    return void draft.push(direct.closing);
  }
  draft.push(opening);
  appendVisibility(draft, parent, { visibility, isWrite: false });
  for (const [index, column] of parent.key.entries()) {
    if (index > 0) draft.push(' AND ');
    table.dialect.equal(draft, column, column.toParameter(key[index]));
  }
  draft.push(')');
}

function parentOf(table: LinkedTable, relation: Relation): LinkedParent {
  let parents = parentsOf.get(table);
  if (parents === undefined) parentsOf.set(table, (parents = new Map()));
  let parent = parents.get(relation);
  if (parent === undefined) parents.set(relation, (parent = linkParent(table, relation)));
  return parent;
}

function linkParent(table: LinkedTable, relation: Relation): LinkedParent {
  const { dataSource, dialect } = table;
  const columns = relationColumns(relation, dataSource);
  const parent = linkTable(relation.source, dataSource, dialect, { alias: 'lightapi_parent', isOptional: false });
  const junction = columns.junction && linkJunction(columns.junction, 'lightapi_via', dialect);
  const outer = columns.target.map(table.referenceTo);
  const ends = columns.source.map(parent.referenceTo);
  const keyIndexes = columns.source.map(({ databaseName }) =>
    parent.key.findIndex(({ metadata }) => metadata.databaseName === databaseName),
  );
  const direct = junction
    ? { opening: among(outer, junction.target, junction.from), references: junction.source, closing: ')' }
    : { opening: '', references: outer, closing: '' };
  return {
    table: parent,
    direct: keyIndexes.includes(-1) ? undefined : { ...direct, keyIndexes },
    opening: junction
      ? among(outer, junction.target, `${parent.from} JOIN ${junction.from} ON ${equalPairs(junction.source, ends)}`)
      : among(outer, ends, parent.from),
  };
}

/** A list of one column lets an engine begin with it; of several, not every engine knows lists. */
function among(outer: readonly string[], inner: readonly string[], from: string): string {
  if (outer.length === 1) return `${outer[0]!} IN (SELECT ${inner[0]!} FROM ${from} WHERE `;
  return `EXISTS (SELECT 1 FROM ${from} WHERE ${equalPairs(inner, outer)} AND `;
}
