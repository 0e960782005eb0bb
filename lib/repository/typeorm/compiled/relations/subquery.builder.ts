import type { SqlDraft } from '../sql-draft.js';
import type { LinkedRelation } from './linked-relation.js';
import type { SubqueryWay } from './subquery-way.js';

/** Adds that the row has related rows, or with `isAbsent` that it has none, of which what `appendInside` adds is true. */
export function appendSubquery(
  draft: SqlDraft,
  link: LinkedRelation,
  isAbsent: boolean,
  way: SubqueryWay,
  appendInside: () => void,
): void {
  if (way === 'joined' && (isAbsent || link.outer.length > 1)) appendExists(draft, link, isAbsent, appendInside);
  else appendAmong(draft, link, isAbsent, way === 'copied', appendInside);
}

function appendExists(draft: SqlDraft, link: LinkedRelation, isAbsent: boolean, appendInside: () => void): void {
  draft.push(`${isAbsent ? 'NOT EXISTS' : 'EXISTS'} (SELECT 1 FROM ${link.from} WHERE ${link.isRelated} AND `);
  appendTarget(draft, link, appendInside);
  draft.push(')');
}

function appendAmong(
  draft: SqlDraft,
  link: LinkedRelation,
  isAbsent: boolean,
  isCopied: boolean,
  appendInside: () => void,
): void {
  const row = link.outer.length > 1 ? `(${link.outer.join(', ')})` : link.outer[0]!;
  // Without DISTINCT an engine may merge the copy into the statement around it.
  const opening = isCopied ? 'SELECT * FROM (SELECT DISTINCT ' : 'SELECT ';
  draft.push(`${isAbsent ? '(' : ''}${row} IN (${opening}${link.inner.join(', ')} FROM ${link.from} WHERE `);
  appendTarget(draft, link, appendInside);
  draft.push(`${isCopied ? ') AS lightapi_copy' : ''})${isAbsent ? ') IS NOT TRUE' : ''}`);
}

function appendTarget(draft: SqlDraft, { isThere }: LinkedRelation, appendInside: () => void): void {
  if (isThere !== undefined) draft.push(`${isThere} AND `);
  appendInside();
}
