import type { AskedList, AskedTexts } from './asked.js';
import { readFilterTree } from './filter-tree.parser.js';
import type { IncludeOption } from './include-options.js';
import { isJsonObject, type JsonObject } from './json-object.js';
import { readListQuestion } from './list-question.js';
import type { IncludeParameter, Parameter, ReservedParameter } from './parameter.js';
import type { ParameterTable } from './parameter-table.js';
import { QueryProblems } from './query-problems.js';
import type { Condition, ListQuestion } from './question.js';

/** What a member of the body can be: every parameter of the list but its conditions, and the page's number. */
type Member = Exclude<Parameter, { readonly kind: 'filter' }>;

/**
 * Reads a question about a list that is sent as a JSON object. It has a member for each parameter of the list, with its
 * JSON type: numbers, and arrays for lists. Conditions are in `filter`, and pages are walked through by `cursor`.
 *
 * @throws LightApiError LA100 with every problem of the body.
 */
export function parseSearch(table: ParameterTable, body: unknown): ListQuestion {
  const problems = new QueryProblems(table.resource.limits.maxErrors, 'body');
  if (!isJsonObject(body)) problems.add('LA103', undefined, 'Must be a JSON object.');
  const asked = readBody(table, isJsonObject(body) ? body : {}, problems);
  const question = readListQuestion(table, asked, undefined, problems);
  problems.throwIfAny('LA100');
  return question;
}

function readBody(table: ParameterTable, body: JsonObject, problems: QueryProblems): AskedList {
  const texts: AskedTexts = { cursor: [''] };
  const includeOptions: IncludeOption[] = [];
  let filter: Condition | undefined;
  for (const [name, json] of Object.entries(body)) {
    if (problems.isFull) break;
    const member = memberOf(table, name);
    if (member === undefined) {
      reportUnknown(table, name, problems);
    } else if (member.kind === 'tree') {
      filter = readFilterTree(table.vocabulary, json, table.resource.limits, problems);
    } else {
      const read = readTexts(member, json, problems);
      if (read === undefined) continue;
      if (isIncludeParameter(member)) includeOptions.push({ parameter: member, texts: read });
      else texts[member.kind] = read;
    }
  }
  return { texts, includeOptions, filter, parameters: [] };
}

function memberOf(table: ParameterTable, name: string): Member | undefined {
  const parameter = table.find(name);
  return parameter === undefined || parameter.kind === 'filter' || parameter.kind === 'page' ? undefined : parameter;
}

function isIncludeParameter(parameter: ReservedParameter | IncludeParameter): parameter is IncludeParameter {
  return parameter.kind === 'include_page_size' || parameter.kind === 'include_ordering';
}

function reportUnknown(table: ParameterTable, name: string, problems: QueryProblems): void {
  const parameter = table.find(name);
  if (parameter?.kind === 'page') return problems.add('LA101', name, 'No such member. A search is paged by "cursor".');
  if (parameter !== undefined) return problems.add('LA101', name, 'No such member. Conditions stand in "filter".');
  const members = table.suggestions.filter((suggestion) => memberOf(table, suggestion) !== undefined);
  problems.add('LA101', name, `No such member.${problems.suggestion(name, members)}`);
}

/** The value in the form that it has in a query string, where it is read on; `undefined` when its type is wrong. */
function readTexts(
  { name, shape, type, maxItems }: ReservedParameter | IncludeParameter,
  json: unknown,
  problems: QueryProblems,
): readonly string[] | undefined {
  if (shape === 'list') return readList(name, json, maxItems, problems);
  if (typeof json === (type === 'integer' ? 'number' : 'string')) return [String(json)];
  problems.add('LA103', name, type === 'integer' ? 'Must be a JSON number.' : 'Must be a JSON string.');
  return undefined;
}

/** An empty list asks for nothing, as if it were not there. */
function readList(
  name: string,
  json: unknown,
  maxItems: number | undefined,
  problems: QueryProblems,
): readonly string[] | undefined {
  if (!Array.isArray(json)) problems.add('LA103', name, 'Must be a JSON array of strings.');
  else if (maxItems !== undefined && json.length > maxItems) {
    problems.add('LA105', name, `A list may have at most ${maxItems} items.`);
  } else {
    const items = json.filter((item, index): item is string => {
      if (typeof item !== 'string') problems.addItem('LA103', name, index, 'Must be a JSON string.');
      return typeof item === 'string';
    });
    return items.length > 0 && items.length === json.length ? items : undefined;
  }
  return undefined;
}
