import { JsonText } from '../../../common/json-text.js';
import type { Include } from '../../../query/question.js';
import { NO_INCLUDES } from '../../../query/plain-questions.js';
import type { Field } from '../../../resource/field.js';
import { createMemberWriter, createRowWriter, type MemberWriter } from '../../../serializer/row-writer.js';
import type { FoundItem } from '../../resource-repository.js';
import type { RepositoryLookup } from '../repository-lookup.js';
import { BoundedMap } from './bounded-map.js';
import type { LinkedColumn } from './linked-column.js';
import type { LinkedTable } from './linked-table.js';
import type { JoinedTable } from './relations/joined-table.js';
import {
  createNestedList,
  type LoadedRelations,
  type NestedList,
  type RelatedRequest,
} from './relations/nested-list.factory.js';
import { NOTHING_LOADED } from './relations/related.loader.js';
import type { Shape } from './shape.js';
import type { SqlResult } from './sql-runner.js';

/** Lists of fields that a table remembers. */
const MAX_LISTS = 200;

/** Statements that a list of fields remembers. */
const MAX_SHAPES = 100;

/** What is selected beside the fields. */
export interface FieldListExtras {
  readonly withKey?: boolean;
  readonly withVersion?: boolean;
  /** Who is asked about the rows of included relations; without it nothing can be included. */
  readonly repositoryOf?: RepositoryLookup;
}

/** What is read and how it is written, for one list of fields and the relations included behind them. */
export interface FieldList {
  readonly columns: readonly LinkedColumn[];
  /** The select list: columns called `c0`, `c1` and so on. */
  readonly select: string;
  /** How many columns it has. */
  readonly width: number;
  /** The list behind RETURNING; `undefined` when a column can only be selected. */
  readonly returning: string | undefined;
  /** Index of each key column in a row; keys that are not among the fields follow them. */
  readonly keyIndexes: readonly number[];
  /** Index of the version column, behind the fields when it is not one of them; `undefined` without a version. */
  readonly versionIndex: number | undefined;
  /** Included relations that are read in the same statement. */
  readonly joins: readonly JoinedTable[];
  /** Included relations that are asked for once the rows are there. */
  readonly requests: readonly RelatedRequest[];
  readonly writeRaw: MemberWriter<LoadedRelations>;
  readonly writeParsed: MemberWriter<LoadedRelations>;
  /** Statements made for this list, by their shape. */
  readonly shapes: BoundedMap<string, Shape>;
}

/** Writes a row of a result as a JSON object. */
export function writeRow(
  list: FieldList,
  result: SqlResult,
  row: readonly unknown[],
  loaded: LoadedRelations = NOTHING_LOADED,
): string {
  return result.parsed ? list.writeParsed(row, loaded) : list.writeRaw(row, loaded);
}

/** The item that a row is. */
export function foundItem(
  list: FieldList,
  result: SqlResult,
  row: readonly unknown[],
  loaded: LoadedRelations = NOTHING_LOADED,
): FoundItem {
  const version = list.versionIndex === undefined ? undefined : (row[list.versionIndex] as number | string);
  return {
    row: new JsonText(writeRow(list, result, row, loaded)),
    version: version === undefined ? undefined : String(version),
  };
}

/** The list of these fields, the same one for the same fields; without includes unless some are named. */
export type FieldListOf = (fields: readonly Field[], includes?: readonly Include[]) => FieldList;

/** Remembers what belongs to a list of fields: at once for the lists of the resource, by their names for others. */
export function createFieldLists(table: LinkedTable, beside: FieldListExtras): FieldListOf {
  const byIdentity = new WeakMap<readonly Field[], FieldList>();
  const byNames = new BoundedMap<string, FieldList>(MAX_LISTS);
  return (fields, includes = NO_INCLUDES) => {
    const isPlain = includes.length === 0;
    const known = isPlain ? byIdentity.get(fields) : undefined;
    if (known !== undefined) return known;
    const names = isPlain ? namesOf(fields) : namesOf(fields) + includeNames(includes);
    let list = byNames.get(names);
    if (list === undefined) byNames.set(names, (list = createFieldList(table, fields, includes, beside)));
    if (isPlain) byIdentity.set(fields, list);
    return list;
  };
}

function namesOf(fields: readonly Field[]): string {
  let names = '';
  for (const { name } of fields) names += `${name}\n`;
  return names;
}

/** The same for includes that are read by the same statement and written by the same writer. */
function includeNames(includes: readonly Include[]): string {
  let names = '';
  for (const { relation, fields, includes: inner } of includes) {
    names += `{${relation.name}\n`;
    // What an include of many rows holds is a matter of the question about them.
    if (relation.kind === 'one') names += namesOf(fields) + includeNames(inner);
    names += '}';
  }
  return names;
}

function createFieldList(
  table: LinkedTable,
  fields: readonly Field[],
  includes: readonly Include[],
  { withKey = false, withVersion = false, repositoryOf }: FieldListExtras,
): FieldList {
  const columns = fields.map((field) => table.columnOf(field));
  if (withKey) columns.push(...table.key.filter((column) => !columns.includes(column)));
  const version = withVersion && table.resource.version ? table.columnOf(table.resource.version) : undefined;
  if (version !== undefined && !columns.includes(version)) columns.push(version);
  const returning = includes.length > 0 ? [undefined] : columns.map((column) => column.returning);
  const select = columns.map((column) => column.select);
  const nested =
    includes.length === 0 || repositoryOf === undefined
      ? undefined
      : createNestedList(table, includes, select, ({ target }) => repositoryOf(target).execution.reads === 'compiled');
  return {
    columns,
    select:
      select.length === 0 ? '1 AS c0' : select.map((expression, index) => `${expression} AS c${index}`).join(', '),
    width: Math.max(select.length, 1),
    returning: returning.includes(undefined)
      ? undefined
      : returning.map((column, index) => `${column!} AS c${index}`).join(', '),
    versionIndex: version && columns.indexOf(version),
    keyIndexes: withKey ? table.key.map((column) => columns.indexOf(column)) : [],
    joins: nested?.joins ?? [],
    requests: nested?.requests ?? [],
    ...rowWriters(fields, columns, nested),
    shapes: new BoundedMap(MAX_SHAPES),
  };
}

function rowWriters(
  fields: readonly Field[],
  columns: readonly LinkedColumn[],
  nested: NestedList | undefined,
): Pick<FieldList, 'writeRaw' | 'writeParsed'> {
  const shown = columns.slice(0, fields.length);
  const raw = shown.map((column) => column.writeRaw);
  const parsed = shown.map((column) => column.writeParsed);
  if (nested === undefined) {
    return { writeRaw: createRowWriter(fields, raw), writeParsed: createRowWriter(fields, parsed) };
  }
  return {
    writeRaw: createMemberWriter(fields, raw, 0, nested.rawMembers),
    writeParsed: createMemberWriter(fields, parsed, 0, nested.parsedMembers),
  };
}
