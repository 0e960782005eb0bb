import type { Include } from '../../../../query/question.js';
import type { Relation } from '../../../../resource/resource.js';
import { createMemberWriter, type MemberWriter, type RowMember } from '../../../../serializer/row-writer.js';
import { linkKey, type RelatedRows } from '../../../resource-repository.js';
import type { LinkedTable } from '../linked-table.js';
import { collectJoin, joinedTo, type JoinedTable } from './joined-table.js';
import { relationColumns } from './relation-columns.js';

/** Rows of relations that were asked for beside a result, in the order of its list's requests. */
export type LoadedRelations = readonly RelatedRows[];

/** A relation whose rows are asked for once the rows they belong to are there. */
export interface RelatedRequest {
  /** Where its include stands: its index among the includes, behind those of the includes around it. */
  readonly place: readonly number[];
  /** Indexes in a row of the values that link it. */
  readonly links: readonly number[];
}

/** What includes add to a list of fields. */
export interface NestedList {
  /** To-one relations that are read in the same statement. */
  readonly joins: readonly JoinedTable[];
  readonly requests: readonly RelatedRequest[];
  readonly rawMembers: readonly RowMember<LoadedRelations>[];
  readonly parsedMembers: readonly RowMember<LoadedRelations>[];
}

/** For writers of values as the wire carried them, and as the driver parsed them. */
interface Members {
  readonly raw: RowMember<LoadedRelations>[];
  readonly parsed: RowMember<LoadedRelations>[];
}

/**
 * Makes the joins, the requests and the writers of included relations.
 *
 * @param select expressions of the select list so far, to which those of the relations are added
 * @param isJoined whether the rows of a to-one relation may be read by a join
 */
export function createNestedList(
  table: LinkedTable,
  includes: readonly Include[],
  select: string[],
  isJoined: (relation: Relation) => boolean,
): NestedList {
  const joins: JoinedTable[] = [];
  const requests: RelatedRequest[] = [];

  const indexOf = (expression: string): number => {
    const known = select.indexOf(expression);
    return known === -1 ? select.push(expression) - 1 : known;
  };
  const membersOf = (owner: LinkedTable, inner: readonly Include[], around: readonly number[]): Members => {
    const members: Members = { raw: [], parsed: [] };
    for (const [index, include] of inner.entries()) {
      const { relation } = include;
      const place = [...around, index];
      if (relation.kind === 'one' && isJoined(relation)) addJoined(owner, include, place, members);
      else addRequested(owner, relation, place, members);
    }
    return members;
  };
  const addJoined = (owner: LinkedTable, include: Include, place: readonly number[], members: Members): void => {
    const joined = joinedTo(owner, include.relation);
    collectJoin(joins, joined);
    const first = select.length;
    const columns = include.fields.map((field) => joined.table.columnOf(field));
    select.push(...columns.map((column) => column.select));
    // A key is never NULL, except in the row of NULLs that stands for none.
    const presence = indexOf(joined.table.key[0]!.select);
    const { name } = include.relation;
    const nested = membersOf(joined.table, include.includes, place);
    const { fields } = include;
    const rawWriters = columns.map(({ writeRaw }) => writeRaw);
    const parsedWriters = columns.map(({ writeParsed }) => writeParsed);
    const raw = createMemberWriter(fields, rawWriters, first, nested.raw);
    const parsed = createMemberWriter(fields, parsedWriters, first, nested.parsed);
    members.raw.push({ name, write: orNull(raw, presence) });
    members.parsed.push({ name, write: orNull(parsed, presence) });
  };
  const addRequested = (owner: LinkedTable, relation: Relation, place: readonly number[], members: Members): void => {
    const { source } = relationColumns(relation, owner.dataSource);
    const links = source.map((column) => indexOf(owner.dialect.readLink(column, owner.referenceTo(column))));
    const write = relatedWriter(relation, links, requests.push({ place, links }) - 1);
    members.raw.push({ name: relation.name, write });
    members.parsed.push({ name: relation.name, write });
  };

  const { raw, parsed } = membersOf(table, includes, []);
  return { joins, requests, rawMembers: raw, parsedMembers: parsed };
}

/** The values that link a row with the rows of a relation; `undefined` when one is NULL, which links nothing. */
export function linkOf(row: readonly unknown[], { links }: RelatedRequest): readonly unknown[] | undefined {
  const values = links.map((index) => row[index]);
  return values.some((value) => value === null || value === undefined) ? undefined : values;
}

/** The include that a request is for, among the includes of the question. */
export function includeAt(includes: readonly Include[], { place }: RelatedRequest): Include {
  let include = includes[place[0]!]!;
  for (let level = 1; level < place.length; level++) include = include.includes[place[level]!]!;
  return include;
}

function orNull(write: MemberWriter<LoadedRelations>, presence: number): MemberWriter<LoadedRelations> {
  return (row, loaded) => (row[presence] === null ? 'null' : write(row, loaded));
}

function relatedWriter(relation: Relation, links: readonly number[], request: number): MemberWriter<LoadedRelations> {
  const isOne = relation.kind === 'one';
  return (row, loaded) => {
    const rows = loaded[request]!.get(linkKey(links.map((index) => row[index])));
    if (isOne) return rows?.[0] ?? 'null';
    return rows === undefined ? '[]' : `[${rows.join(',')}]`;
  };
}
