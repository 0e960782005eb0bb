import { withPath } from './filter-parameters.js';
import { findIncludeParameter, includeParameters } from './include-parameters.js';
import type { FilterParameter, Parameter, ReservedParameter } from './parameter.js';
import type { ParameterScope } from './parameter-scope.js';
import { findAtPath, MAX_PATH_RELATIONS } from './path-lookup.js';
import { relationPaths } from './relation-paths.js';
import { itemParameters, listParameters } from './reserved-parameters.js';
import type { Selection } from './selection.js';
import type { Vocabulary } from './vocabulary.js';

/**
 * Conditions through relations that the docs list. All are understood; where there are more, the docs stay readable, and
 * leave out some of the longest paths.
 */
const MAX_DOCUMENTED = 2_000;

/** What a list can be asked. */
export function createListScope(vocabulary: Vocabulary): ParameterScope {
  const reserved = byName(listParameters(vocabulary));
  return Object.freeze({
    /** Computed for whoever asks, who is the docs. */
    get parameters(): readonly Parameter[] {
      const related = [...includeParameters(vocabulary), ...relatedConditions(vocabulary)];
      return [...vocabulary.conditions, ...reserved.values(), ...related];
    },
    suggestions: [...vocabulary.conditionNames, ...reserved.keys()],
    vocabulary,
    understandsFilters: true,
    find: (name: string): Parameter | undefined =>
      reserved.get(name) ?? findIncludeParameter(vocabulary, name) ?? findCondition(vocabulary, name),
  });
}

/** What can be asked on routes that answer one item. */
export function createItemScope(vocabulary: Vocabulary, selection: Selection, route: 'read' | 'write'): ParameterScope {
  const reserved = byName(itemParameters(vocabulary, selection, route));
  return Object.freeze({
    parameters: [...reserved.values(), ...includeParameters(vocabulary)],
    suggestions: [...reserved.keys()],
    vocabulary,
    understandsFilters: false,
    find: (name: string): Parameter | undefined => reserved.get(name) ?? findIncludeParameter(vocabulary, name),
  });
}

/** Conditions on related rows, as the docs list them. */
function relatedConditions(start: Vocabulary): readonly FilterParameter[] {
  const parameters: FilterParameter[] = [];
  for (const { via, vocabulary } of relationPaths(start, ({ filterable }) => filterable.values(), MAX_PATH_RELATIONS)) {
    if (parameters.length >= MAX_DOCUMENTED) break;
    for (const condition of vocabulary.conditions) parameters.push(withPath(condition, via));
  }
  return parameters;
}

function findCondition(vocabulary: Vocabulary, name: string): Parameter | undefined {
  const end = findAtPath(vocabulary, name, ({ conditionByName }, rest) => conditionByName.get(rest));
  return end && withPath(end.found, end.via);
}

function byName(parameters: readonly ReservedParameter[]): ReadonlyMap<string, ReservedParameter> {
  return new Map(parameters.map((parameter) => [parameter.name, parameter]));
}
