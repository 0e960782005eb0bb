import type { CountMode, QueryLimits } from '../../resource/resource.js';
import { readFields } from '../fields-value.js';
import { readFilter } from '../filter-values.js';
import { readGivenParameters, type GivenParameters } from '../given-parameters.js';
import { parseKey, readKey } from '../key.parser.js';
import { readOrdering } from '../ordering-value.js';
import { readPage } from '../page-values.js';
import type { ReservedParameter } from '../parameter.js';
import type { ParameterScope, ParameterTable } from '../parameter-table.js';
import type { QueryDialect } from '../query-dialect.js';
import { QueryProblems } from '../query-problems.js';
import type { ItemQuestion, ListQuestion } from '../question.js';
import { readSearch } from '../search-value.js';
import { withTieBreak } from '../tie-break.js';

const NO_PARAMETERS: ParameterScope = Object.freeze({
  parameters: [],
  byName: new Map(),
  suggestions: [],
  visibleFields: new Map(),
});

type Reserved = Partial<Record<ReservedParameter['kind'], readonly string[]>>;

/** The default language: flat, typed parameters such as `price__gte=10&ordering=-price&page=2`. */
export const FLAT_DIALECT: QueryDialect = Object.freeze({ parseList, parseItem, parseNothing });

function parseList(table: ParameterTable, rawQuery: string): ListQuestion {
  if (rawQuery === '') return table.defaultQuestion;
  const { limits } = table.resource;
  const problems = new QueryProblems(limits.maxErrors);
  const given = readGivenParameters(table, rawQuery, limits, problems);
  const reserved = reservedOf(given);
  const question: ListQuestion = {
    kind: 'list',
    filter: readFilter(given, limits.maxConditions, problems),
    search: searchOf(table, reserved, limits, problems),
    sort: sortOf(table, reserved, problems),
    ...readPage(reserved.page?.[0], reserved.page_size?.[0], limits, problems),
    count: countOf(table, reserved, problems),
    fields: readFields(table.listSelection, reserved.fields, problems),
    parameters: repeatable(given),
  };
  problems.throwIfAny('LA100');
  return question;
}

function parseItem(table: ParameterTable, rawQuery: string, keyTexts: readonly string[]): ItemQuestion {
  const { resource, itemSelection } = table;
  if (rawQuery === '') {
    return { kind: 'item', key: parseKey(resource, keyTexts), filter: undefined, fields: itemSelection.fields };
  }
  const problems = new QueryProblems(resource.limits.maxErrors);
  const key = readKey(resource, keyTexts, problems);
  const keyProblems = problems.count;
  const given = readGivenParameters(table.item, rawQuery, resource.limits, problems);
  const fields = readFields(itemSelection, reservedOf(given).fields, problems);
  problems.throwIfAny(problems.count === keyProblems ? 'LA103' : 'LA100');
  return { kind: 'item', key, filter: undefined, fields };
}

function parseNothing({ resource }: ParameterTable, rawQuery: string): void {
  if (rawQuery === '') return;
  const problems = new QueryProblems(resource.limits.maxErrors);
  readGivenParameters(NO_PARAMETERS, rawQuery, resource.limits, problems);
  problems.throwIfAny('LA100');
}

function reservedOf(given: GivenParameters): Reserved {
  const reserved: Reserved = {};
  for (const [parameter, texts] of given) {
    if (parameter.kind !== 'filter') reserved[parameter.kind] = texts;
  }
  return reserved;
}

function searchOf(table: ParameterTable, { search }: Reserved, limits: QueryLimits, problems: QueryProblems) {
  if (search === undefined) return table.defaultQuestion.search;
  return readSearch(search[0]!, limits.maxConditions, problems);
}

function sortOf(table: ParameterTable, { ordering }: Reserved, problems: QueryProblems) {
  if (ordering === undefined) return table.defaultQuestion.sort;
  return withTieBreak(readOrdering(table.sortable, ordering, problems), table.resource.key);
}

function countOf({ resource }: ParameterTable, { count }: Reserved, problems: QueryProblems): CountMode {
  if (count === undefined) return resource.count;
  const [mode] = count;
  if (mode === 'exact' || mode === 'estimated' || mode === 'none') return mode;
  problems.add('LA103', 'count', 'Must be one of exact, estimated, none.', ['exact', 'estimated', 'none']);
  return resource.count;
}

/** What links to other pages repeat: a pair for every item, so that no comma has two meanings. */
function repeatable(given: GivenParameters): readonly (readonly [name: string, value: string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (const [{ kind, name }, texts] of given) {
    if (kind === 'page') continue;
    for (const text of texts) pairs.push([name, text]);
  }
  return pairs;
}
