import { readAnswered } from '../answer-values.js';
import type { Asked, AskedTexts } from '../asked.js';
import { readDeleted } from '../deleted-value.js';
import { readFilterTree } from '../filter-tree.parser.js';
import { readFilter } from '../filter-values.js';
import { readGivenParameters, type GivenParameters } from '../given-parameters.js';
import type { IncludeOption } from '../include-options.js';
import { parseKey, readKey } from '../key.parser.js';
import { readListQuestion } from '../list-question.js';
import { itemQuestion } from '../plain-questions.js';
import type { ParameterScope } from '../parameter-scope.js';
import type { ParameterTable } from '../parameter-table.js';
import type { ItemRoute, QueryDialect } from '../query-dialect.js';
import { QueryProblems } from '../query-problems.js';
import type { ItemQuestion, ListQuestion } from '../question.js';
import { allOf } from '../search-condition.js';
import { parseSearch } from '../search-body.parser.js';

const NO_PARAMETERS: ParameterScope = Object.freeze({
  parameters: [],
  suggestions: [],
  vocabulary: undefined,
  understandsFilters: false,
  find: () => undefined,
});

/** The default language: flat, typed parameters such as `price__gte=10&ordering=-price&page=2`. */
export const FLAT_DIALECT: QueryDialect = Object.freeze({ parseList, parseSearch, parseItem, parseNothing });

function parseList(table: ParameterTable, rawQuery: string, parent?: ListQuestion['parent']): ListQuestion {
  const { defaultQuestion } = table;
  if (rawQuery === '') return parent === undefined ? defaultQuestion : { ...defaultQuestion, parent };
  const { limits } = table.resource;
  const problems = new QueryProblems(limits.maxErrors);
  const given = readGivenParameters(table, rawQuery, limits, problems);
  const asked = sorted(given);
  const filter = allOf(
    readFilter(given, limits.maxConditions, problems),
    readTree(table, asked.texts.tree?.[0], problems),
  );
  const question = readListQuestion(table, { ...asked, filter, parameters: repeatable(given) }, parent, problems);
  problems.throwIfAny('LA100');
  return question;
}

function parseItem(
  table: ParameterTable,
  rawQuery: string,
  keyTexts: readonly string[],
  route: ItemRoute = 'read',
): ItemQuestion {
  const { resource, vocabulary, itemSelection } = table;
  if (rawQuery === '') return itemQuestion(parseKey(resource, keyTexts), itemSelection.fields);
  const problems = new QueryProblems(resource.limits.maxErrors);
  const key = readKey(resource, keyTexts, problems);
  const keyProblems = problems.count;
  const asked = sorted(readGivenParameters(scopeOf(table, route), rawQuery, resource.limits, problems));
  const { fields, includes } = readAnswered(vocabulary, itemSelection, asked, resource.limits, 1, problems);
  const deleted = readDeleted(asked.texts.deleted?.[0], problems);
  problems.throwIfAny(problems.count === keyProblems ? 'LA103' : 'LA100');
  return itemQuestion(key, fields, { includes, deleted });
}

function scopeOf({ item, writtenItem }: ParameterTable, route: ItemRoute): ParameterScope {
  if (route === 'remove') return NO_PARAMETERS;
  return route === 'read' ? item : writtenItem;
}

function parseNothing({ resource }: ParameterTable, rawQuery: string): void {
  if (rawQuery === '') return;
  const problems = new QueryProblems(resource.limits.maxErrors);
  readGivenParameters(NO_PARAMETERS, rawQuery, resource.limits, problems);
  problems.throwIfAny('LA100');
}

function readTree({ resource, vocabulary }: ParameterTable, text: string | undefined, problems: QueryProblems) {
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    problems.add('LA107', 'filter', 'Must be one JSON object (RFC 8259).');
    return undefined;
  }
  return readFilterTree(vocabulary, json, resource.limits, problems);
}

function sorted(given: GivenParameters): Asked {
  const texts: AskedTexts = {};
  const includeOptions: IncludeOption[] = [];
  for (const { parameter, texts: sent } of given) {
    if (parameter.kind === 'include_page_size' || parameter.kind === 'include_ordering') {
      includeOptions.push({ parameter, texts: sent });
    } else if (parameter.kind !== 'filter') {
      texts[parameter.kind] = sent;
    }
  }
  return { texts, includeOptions };
}

/** What links to other pages repeat: a pair for every item, so that no comma has two meanings. */
function repeatable(given: GivenParameters): readonly (readonly [name: string, value: string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (const { parameter, texts } of given) {
    if (parameter.kind === 'page' || parameter.kind === 'cursor') continue;
    for (const text of texts) pairs.push([parameter.name, text]);
  }
  return pairs;
}
