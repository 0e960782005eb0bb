import { parseFieldText } from '../resource/field-value.js';
import type { GivenParameters } from './given-parameters.js';
import type { FilterParameter } from './parameter.js';
import type { QueryProblems } from './query-problems.js';
import type { Comparison, Condition } from './question.js';
import { joinPathConditions, type PathCondition } from './related-group.js';

/** The filters among the parameters, joined by AND; `undefined` when there is none. */
export function readFilter(
  given: GivenParameters,
  maxConditions: number,
  problems: QueryProblems,
): Condition | undefined {
  const conditions: PathCondition[] = [];
  for (const { parameter, texts } of given) {
    if (parameter.kind !== 'filter') continue;
    conditions.push({ via: parameter.via, condition: readComparison(parameter, texts, problems) });
  }
  if (conditions.length > maxConditions) {
    problems.add('LA105', undefined, `A query may have at most ${maxConditions} conditions.`);
  }
  return joinPathConditions(conditions);
}

function readComparison(parameter: FilterParameter, texts: readonly string[], problems: QueryProblems): Comparison {
  const { field, operator, shape } = parameter;
  const isList = shape === 'list' || shape === 'pair';
  const values = texts.map((text, index) => readValue(parameter, text, isList ? index : undefined, problems));
  return { kind: 'comparison', field, operator, value: isList ? values : values[0] };
}

/** @param index of an item of a list; `undefined` for a value that stands alone */
function readValue(
  parameter: FilterParameter,
  text: string,
  index: number | undefined,
  problems: QueryProblems,
): unknown {
  const result = parseFieldText(parameter.operand, text);
  if (result.ok) return result.value;
  // A plus sign arrives as a space, and a time offset is where people forget it.
  const hint = parameter.operand.type === 'datetime' && text.includes(' ') ? ' A plus sign is written %2B.' : '';
  if (index === undefined) problems.add(result.code, parameter.name, result.detail + hint, result.allowed);
  else problems.addItem(result.code, parameter.name, index, result.detail + hint, result.allowed);
  return undefined;
}
