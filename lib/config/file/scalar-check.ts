import { nearestName } from '../../common/nearest-name.js';
import { isLongEnough, SHORT_SECRET } from '../secret-length.js';
import type { ChoiceDefinition, Definition, NumberDefinition, TextDefinition } from './definition.js';
import type { FileProblem } from './file-problem.js';
import { plainValue } from './interpolation.js';

/** A value of the file that is neither a map nor a list, its variables filled in. */
export interface FileScalar {
  readonly value: unknown;
  /** Made of variables, so that it is what the place wants it to be, and never repeated. */
  readonly isFilledIn: boolean;
  /** Not in quotes, so that it is what it looks like where anything may stand. */
  readonly isPlain: boolean;
}

export type ScalarDefinition = TextDefinition | NumberDefinition | ChoiceDefinition;

/** A value that fits, or what is wrong with it. */
export type ScalarResult =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: ScalarProblem };

type ScalarProblem = Pick<FileProblem, 'message' | 'nearest' | 'allowed' | 'fix'>;

/** A text that can be repeated: it looks like a word of the documentation and not like a secret. */
const WORD = /^[\w *./:-]{1,32}$/;

export function isScalarDefinition(definition: Definition): definition is ScalarDefinition {
  return definition.kind === 'text' || definition.kind === 'number' || definition.kind === 'choice';
}

/** @param place where the value is: `throttle.limit` */
export function checkScalar(place: string, scalar: FileScalar, definition: ScalarDefinition): ScalarResult {
  switch (definition.kind) {
    case 'text':
      return checkText(place, scalar, definition);
    case 'number':
      return checkNumber(place, scalar, definition);
    case 'choice':
      return checkChoice(place, scalar, definition.values);
  }
}

function checkText(place: string, scalar: FileScalar, { pattern, what, isSecret }: TextDefinition): ScalarResult {
  const { value } = scalar;
  if (typeof value !== 'string' || (pattern !== undefined && !new RegExp(pattern, 'u').test(value))) {
    return refused(`${place} is ${typeof value === 'string' ? '' : kindOf(scalar)}not ${what}.`);
  }
  if (isSecret && !isLongEnough(value)) return refused(`${place} ${SHORT_SECRET.message}`, { fix: SHORT_SECRET.fix });
  return { ok: true, value };
}

function checkNumber(place: string, scalar: FileScalar, definition: NumberDefinition): ScalarResult {
  const value = typeof scalar.value === 'string' && scalar.isFilledIn ? plainValue(scalar.value) : scalar.value;
  const { isWhole, minimum = -Infinity, maximum = Infinity } = definition;
  const isRight = isWhole ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (isRight && (value as number) >= minimum && (value as number) <= maximum) return { ok: true, value };
  const found = typeof value === 'number' && !scalar.isFilledIn ? `${value}, ` : kindOf(scalar);
  return refused(`${place} is ${found}not ${describeNumber(definition)}.`);
}

function checkChoice(place: string, scalar: FileScalar, values: ChoiceDefinition['values']): ScalarResult {
  const { value, isFilledIn } = scalar;
  const read = typeof value === 'string' && isFilledIn ? plainValue(value) : value;
  if (values.includes(value as string)) return { ok: true, value };
  if (values.includes(read as string)) return { ok: true, value: read };
  const found = foundIn(scalar);
  return refused(`${place} ${found === undefined ? 'has a value that it cannot have' : `is ${found}`}.`, {
    nearest: found === undefined || typeof value !== 'string' ? undefined : nearestName(value, values.map(String)),
    allowed: values.map(String),
  });
}

/** What stands in the file, where it can be repeated. */
function foundIn({ value, isFilledIn }: FileScalar): string | undefined {
  if (isFilledIn) return undefined;
  if (typeof value === 'string') return WORD.test(value) ? JSON.stringify(value) : undefined;
  return value === null ? 'nothing' : String(value as number | boolean);
}

/** What kind of value it is, to stand before "not", for places where no value is repeated. */
export function kindOf({ value, isFilledIn }: FileScalar): string {
  if (value === null || value === undefined) return 'nothing, ';
  if (isFilledIn) return '';
  return typeof value === 'boolean' ? `${value}, ` : `a ${typeof value === 'number' ? 'number' : 'text'}, `;
}

export function describeNumber({ isWhole, minimum, maximum }: NumberDefinition): string {
  const noun = isWhole ? 'a whole number' : 'a number';
  if (minimum === undefined) return noun;
  return maximum === undefined ? `${noun} of at least ${minimum}` : `${noun} from ${minimum} to ${maximum}`;
}

function refused(message: string, more: Omit<ScalarProblem, 'message'> = {}): ScalarResult {
  return { ok: false, problem: { message, ...more } };
}
