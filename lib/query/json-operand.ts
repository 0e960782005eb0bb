import { describeFieldType } from '../resource/field-description.js';
import type { Field, FieldType } from '../resource/field.js';
import { parseFieldText, readFieldNumber, type FieldValue } from '../resource/field-value.js';
import { isExactDecimal } from '../resource/number-text.js';
import type { FilterParameter } from './parameter.js';
import type { QueryProblems } from './query-problems.js';

/** Where a value stands: the member of the question, and the way inside it. */
export interface JsonPlace {
  readonly name: string;
  readonly path: readonly (string | number)[];
}

type JsonReader = (field: Field, json: unknown) => FieldValue;

/** JSON has types of its own, and each field takes one of them: nothing is converted but what JSON cannot say itself. */
const READERS: Readonly<Record<FieldType, JsonReader>> = {
  int: readNumber,
  float: readNumber,
  bigint: (field, json) => readExactNumber(field, json, Number.isSafeInteger),
  decimal: (field, json) => readExactNumber(field, json, isExactDecimal),
  boolean: (field, json) => (typeof json === 'boolean' ? { ok: true, value: json } : wrongType(field, 'boolean')),
  string: readText,
  uuid: readText,
  enum: readEnum,
  date: readText,
  time: readText,
  datetime: readText,
  json: readText,
  binary: readText,
};

/** Reads what stands behind an operator in a tree; problems are told at the place of the value or of its item. */
export function readJsonOperand(
  { operand, shape }: FilterParameter,
  json: unknown,
  place: JsonPlace,
  maxListItems: number,
  problems: QueryProblems,
): unknown {
  if (shape === 'single' || shape === 'boolean') return readItem(operand, json, place, problems);
  const { name, path } = place;
  if (!Array.isArray(json)) problems.addWithin('LA103', name, path, 'Must be a JSON array.');
  else if (shape === 'pair' && json.length !== 2) {
    problems.addWithin('LA103', name, path, 'Must have exactly two items.');
  } else if (json.length > maxListItems) {
    problems.addWithin('LA105', name, path, `A list may have at most ${maxListItems} items.`);
  } else {
    return json.map((item, index) => readItem(operand, item, place, problems, index));
  }
  return undefined;
}

/** @param index of an item of a list, whose place is made only for a problem: lists are long */
function readItem(operand: Field, json: unknown, place: JsonPlace, problems: QueryProblems, index?: number): unknown {
  const result = READERS[operand.type](operand, json);
  if (result.ok) return result.value;
  const { name } = place;
  const path = index === undefined ? place.path : [...place.path, index];
  const detail = json === null ? 'Cannot be null: "isnull" asks about it.' : result.detail;
  problems.addWithin(result.code, name, path, detail, result.allowed);
  return undefined;
}

function readNumber(field: Field, json: unknown): FieldValue {
  return typeof json === 'number' ? readFieldNumber(field, json) : wrongType(field, 'number');
}

/** Types that travel as text so that no digit is lost; a number is welcome where it has lost none. */
function readExactNumber(field: Field, json: unknown, isExact: (json: number) => boolean): FieldValue {
  if (typeof json !== 'number') return readText(field, json);
  if (isExact(json)) return parseFieldText(field, String(json));
  return { ok: false, code: 'LA103', reason: 'type', detail: 'Not exact as a number: send it as text.' };
}

function readText(field: Field, json: unknown): FieldValue {
  return typeof json === 'string' ? parseFieldText(field, json) : wrongType(field, 'string');
}

function readEnum(field: Field, json: unknown): FieldValue {
  const values: readonly unknown[] = field.enumValues ?? [];
  if (values.includes(json)) return { ok: true, value: json };
  const detail = `Must be ${describeFieldType(field)}.`;
  return { ok: false, code: 'LA103', reason: 'type', detail, allowed: field.enumValues ?? [] };
}

function wrongType(field: Field, type: 'string' | 'number' | 'boolean'): FieldValue {
  const detail = `Must be ${describeFieldType(field)}, as a JSON ${type}.`;
  return { ok: false, code: 'LA103', reason: 'type', detail };
}
