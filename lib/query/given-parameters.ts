import type { QueryLimits } from '../resource/resource.js';
import type { Parameter } from './parameter.js';
import type { ParameterScope } from './parameter-scope.js';
import type { QueryProblems } from './query-problems.js';
import { decodeQueryText, isUriText, readRawPairs } from './raw-query.js';
import { reportUnknownParameter } from './unknown-parameter.js';

/** A parameter that was sent, with its decoded values: one text, or the items of a list. */
export interface GivenParameter {
  readonly parameter: Parameter;
  readonly texts: readonly string[];
}

/** Every parameter that was sent, each once, in the order received. */
export type GivenParameters = readonly GivenParameter[];

/** Stands for a value that is told to be malformed; no decoded text has a lone surrogate. */
const UNREADABLE = '\ud800';

/** The same while its values are still coming in. */
interface SentParameter extends GivenParameter {
  readonly texts: string[];
}

type Limits = Pick<QueryLimits, 'maxQueryBytes' | 'maxListItems'>;

/** Sorts a raw query by parameter. What is unknown, repeated, malformed or too much goes into the problems. */
export function readGivenParameters(
  scope: ParameterScope,
  rawQuery: string,
  limits: Limits,
  problems: QueryProblems,
): GivenParameters {
  if (!isReadable(rawQuery, limits, problems)) return [];
  // By name, since a parameter has a longer name and a shorter one.
  const given = new Map<string, SentParameter>();
  for (const { name, encodedValue } of readRawPairs(rawQuery)) {
    if (problems.isFull) break;
    const parameter = name === undefined ? undefined : scope.find(name);
    if (name === undefined) problems.add('LA107', undefined, 'A name is not percent-encoded UTF-8.');
    else if (parameter === undefined) reportUnknownParameter(scope, name, problems);
    else if (encodedValue === undefined) problems.add('LA107', name, 'The name needs an equals sign and a value.');
    else addValue(given, parameter, encodedValue, problems);
  }
  return [...given.values()].filter(
    ({ parameter, texts }) => isRightAmount(parameter, texts, limits, problems) && !texts.includes(UNREADABLE),
  );
}

function isReadable(rawQuery: string, limits: Limits, problems: QueryProblems): boolean {
  if (rawQuery.length > limits.maxQueryBytes) {
    problems.add('LA105', undefined, `The query string may have at most ${limits.maxQueryBytes} bytes.`);
    return false;
  }
  if (isUriText(rawQuery)) return true;
  problems.add('LA107', undefined, 'Characters outside ASCII must be percent-encoded as UTF-8.');
  return false;
}

function addValue(
  given: Map<string, SentParameter>,
  parameter: Parameter,
  encodedValue: string,
  problems: QueryProblems,
): void {
  const isList = parameter.shape === 'list' || parameter.shape === 'pair';
  let sent = given.get(parameter.name);
  if (sent === undefined) given.set(parameter.name, (sent = { parameter, texts: [] }));
  for (const encodedItem of isList && encodedValue.includes(',') ? encodedValue.split(',') : [encodedValue]) {
    const text = decodeQueryText(encodedItem);
    if (text === undefined) problems.add('LA107', parameter.name, 'The value is not percent-encoded UTF-8.');
    // What cannot be read still counts as a value, so that the amount is judged rightly.
    sent.texts.push(text ?? UNREADABLE);
  }
}

function isRightAmount(
  parameter: Parameter,
  texts: readonly string[],
  { maxListItems }: Limits,
  problems: QueryProblems,
): boolean {
  const { kind, name, shape } = parameter;
  if (shape === 'list') {
    const maxItems = kind === 'filter' ? maxListItems : (parameter.maxItems ?? maxListItems);
    if (texts.length <= maxItems) return true;
    problems.add('LA105', name, `A list may have at most ${maxItems} items.`);
  } else if (shape === 'pair') {
    if (texts.length === 2) return true;
    problems.add('LA103', name, 'Takes exactly two values, separated by a comma.');
  } else {
    if (texts.length === 1) return true;
    problems.add('LA104', name, 'May be given only once.');
  }
  return false;
}
