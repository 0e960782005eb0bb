import type { Field } from '../resource/field.js';
import { OPERATORS } from '../resource/operator.js';
import { nearestPath } from './nearest-path.js';
import type { ParameterScope } from './parameter-scope.js';
import { parameterWords } from './parameter-words.js';
import { adviceOnDepth } from './path-advice.js';
import { findAtPath } from './path-lookup.js';
import type { QueryProblems } from './query-problems.js';
import type { Vocabulary } from './vocabulary.js';

/**
 * Tells why a name is no parameter. A field that the caller may see gets the operators it takes; a hidden field and one
 * that does not exist get the same text.
 */
export function reportUnknownParameter(scope: ParameterScope, name: string, problems: QueryProblems): void {
  const cut = name.lastIndexOf('__');
  const base = cut === -1 ? name : name.slice(0, cut);
  const operator = cut === -1 ? '' : name.slice(cut + 2);
  const filtered = scope.understandsFilters ? scope.vocabulary : undefined;
  if (filtered !== undefined) {
    if (reportKnownField(scope, filtered, name, name, '', problems)) return;
    if (reportKnownField(scope, filtered, name, base, operator, problems)) return;
  }
  const advice =
    (filtered && adviceOnPath(filtered, base)) ??
    adviceOnName(scope, isOperator(operator) ? base : name, operator, problems);
  problems.add('LA101', name, `No such parameter.${advice}`);
}

/** Whether the path leads to a field that the caller may see, which then is what the problem is about. */
function reportKnownField(
  scope: ParameterScope,
  vocabulary: Vocabulary,
  name: string,
  path: string,
  operator: string,
  problems: QueryProblems,
): boolean {
  const end = findAtPath(vocabulary, path, ({ visibleFields }, rest) => visibleFields.get(rest));
  if (end === undefined) return false;
  reportOperator(scope, end.found, path, operator, name, problems);
  return true;
}

function reportOperator(
  scope: ParameterScope,
  { operators }: Field,
  path: string,
  operator: string,
  name: string,
  problems: QueryProblems,
): void {
  if (operators.length === 0) return problems.add('LA102', name, 'This field cannot be used in a filter.');
  const shortName = scope.find(`${path}__eq`)?.name;
  if (operator === '' && shortName !== undefined) {
    return problems.add('LA101', name, `No such parameter. Did you mean "${shortName}"?`);
  }
  const nearest = operator === '' ? '' : problems.suggestion(operator, operators);
  problems.add('LA102', name, `This field takes other operators.${nearest}`, operators);
}

/** For a path that leads somewhere, but not to a field, or too far. */
function adviceOnPath(vocabulary: Vocabulary, path: string): string | undefined {
  const relation = findAtPath(vocabulary, path, ({ filterable }, rest) => filterable.get(rest))?.found;
  const example = relation && vocabulary.of(relation.target).conditionNames[0];
  if (example !== undefined) return ` It leads to other rows: name a field of them, such as "${path}.${example}".`;
  return adviceOnDepth(vocabulary, path);
}

function adviceOnName(scope: ParameterScope, path: string, operator: string, problems: QueryProblems): string {
  const nearest = nearestName(scope, path, problems);
  if (nearest === undefined) return '';
  const withOperator = `${nearest}__${operator}`;
  return ` Did you mean "${scope.find(withOperator) === undefined ? nearest : withOperator}"?`;
}

function nearestName(
  { vocabulary, understandsFilters, suggestions }: ParameterScope,
  path: string,
  problems: QueryProblems,
) {
  if (vocabulary === undefined || !path.includes('.')) return problems.nearest(path, suggestions);
  return nearestPath(parameterWords(vocabulary, understandsFilters), path, problems);
}

function isOperator(text: string): boolean {
  return (OPERATORS as readonly string[]).includes(text);
}
