import { parseFieldText } from '../resource/field-value.js';
import type { GivenParameters } from './given-parameters.js';
import type { FilterParameter } from './parameter.js';
import type { QueryProblems } from './query-problems.js';
import type { Comparison, Condition } from './question.js';

/** The filters among the parameters, joined by AND; `undefined` when there is none. */
export function readFilter(
  given: GivenParameters,
  maxConditions: number,
  problems: QueryProblems,
): Condition | undefined {
  const comparisons: Comparison[] = [];
  for (const [parameter, texts] of given) {
    if (parameter.kind !== 'filter') continue;
    comparisons.push(readComparison(parameter, texts, problems));
  }
  if (comparisons.length > maxConditions) {
    problems.add('LA105', undefined, `A query may have at most ${maxConditions} conditions.`);
  }
  return comparisons.length > 1 ? { kind: 'and', conditions: comparisons } : comparisons[0];
}

function readComparison(parameter: FilterParameter, texts: readonly string[], problems: QueryProblems): Comparison {
  const { field, operator, shape } = parameter;
  const values = texts.map((text, index) => readValue(parameter, text, texts.length > 1 ? index + 1 : 0, problems));
  const value = shape === 'list' || shape === 'pair' ? values : values[0];
  return { kind: 'comparison', field, operator, value };
}

/** `item` is the place among several values from 1, or 0 for a value that stands alone. */
function readValue(parameter: FilterParameter, text: string, item: number, problems: QueryProblems): unknown {
  const result = parseFieldText(parameter.operand, text);
  if (result.ok) return result.value;
  // A plus sign arrives as a space, and a time offset is where people forget it.
  const hint = parameter.operand.type === 'datetime' && text.includes(' ') ? ' A plus sign is written %2B.' : '';
  const place = item === 0 ? '' : `Item ${item}: `;
  problems.add(result.code, parameter.name, `${place}${result.detail}${hint}`, result.allowed);
  return undefined;
}
