import type { ErrorCode } from '../common/error-codes.js';
import { isDateText, parseDateTimeText, parseTimeText } from './calendar-text.js';
import type { Field, FieldType } from './field.js';
import { bigintBounds, decimalDigits, floatBounds, integerBounds } from './field-bounds.js';
import { describeFieldType } from './field-description.js';
import { isFloatText, isIntegerText, parseDecimalText } from './number-text.js';
import { isStorableJson, isStorableText } from './storable-text.js';

/** A text that is no value of its field. */
export interface FieldValueProblem {
  readonly ok: false;
  /** `LA103` always; a room that reads something else than a query puts its own code in its place. */
  readonly code: ErrorCode;
  /** Whether the form is wrong, or the form is right and the value too large, too small or too long. */
  readonly reason: 'type' | 'range';
  /** A sentence about what the value must be; never the text itself. */
  readonly detail: string;
  /** The values to choose from, for an enum or a boolean. */
  readonly allowed?: readonly (string | number)[];
}

/** What a text says about a field: a value of the JavaScript type that {@link FieldType} names, or what is wrong. */
export type FieldValue = { readonly ok: true; readonly value: unknown } | FieldValueProblem;

type TextParser = (field: Field, text: string) => FieldValue;

const TRUE: FieldValue = Object.freeze({ ok: true, value: true });
const FALSE: FieldValue = Object.freeze({ ok: true, value: false });
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** 39 digits hold every 128-bit integer; longer text is out of range without being converted. */
const LONGEST_INTEGER = 40;

const PARSERS: Readonly<Record<FieldType, TextParser>> = {
  int: parseInteger,
  float: parseFloatField,
  bigint: parseBigint,
  decimal: parseDecimal,
  boolean: parseBoolean,
  string: parseString,
  uuid: (field, text) => (UUID.test(text) ? accepted(text.toLowerCase()) : refused(field, 'type')),
  enum: parseEnum,
  date: (field, text) => (isDateText(text) ? accepted(text) : refused(field, 'type')),
  time: parseTime,
  datetime: parseDateTime,
  json: parseJson,
  binary: parseBinary,
};

/**
 * Reads one value of the field from text, as it stands in a query string, a path or a JSON string.
 * Looks at a single item, whether or not the field is an array; `null` has no text form.
 */
export function parseFieldText(field: Field, text: string): FieldValue {
  return PARSERS[field.type](field, text);
}

/** Reads a number of JSON as its text would be read. */
export function readFieldNumber(field: Field, json: number): FieldValue {
  // Lists are long: an integer is looked at as it is. Adding 0 takes the sign of a negative zero away, as its text has none.
  if (field.type === 'int' && Number.isSafeInteger(json)) return boundedInteger(field, json + 0);
  return parseFieldText(field, String(json));
}

function accepted(value: unknown): FieldValue {
  return { ok: true, value };
}

function refused(field: Field, reason: 'type' | 'range'): FieldValueProblem {
  return { ok: false, code: 'LA103', reason, detail: `Must be ${describeFieldType(field)}.` };
}

function parseInteger(field: Field, text: string): FieldValue {
  return isIntegerText(text) ? boundedInteger(field, Number(text)) : refused(field, 'type');
}

function boundedInteger(field: Field, value: number): FieldValue {
  const [minimum, maximum] = integerBounds(field);
  const isInside = Number.isSafeInteger(value) && value >= minimum && value <= maximum;
  return isInside ? accepted(value) : refused(field, 'range');
}

function parseFloatField(field: Field, text: string): FieldValue {
  if (!isFloatText(text)) return refused(field, 'type');
  const [minimum = -Number.MAX_VALUE, maximum = Number.MAX_VALUE] = floatBounds(field);
  const value = Number(text);
  return value >= minimum && value <= maximum ? accepted(value) : refused(field, 'range');
}

function parseBigint(field: Field, text: string): FieldValue {
  if (!isIntegerText(text)) return refused(field, 'type');
  if (text.length > LONGEST_INTEGER) return refused(field, 'range');
  const [minimum, maximum] = bigintBounds(field);
  const value = BigInt(text);
  return value >= BigInt(minimum) && value <= BigInt(maximum) ? accepted(text) : refused(field, 'range');
}

function parseDecimal(field: Field, text: string): FieldValue {
  const decimal = parseDecimalText(text);
  if (decimal === undefined) return refused(field, 'type');
  const [integer, fraction] = decimalDigits(field);
  const fits = decimal.integerDigits <= integer && decimal.fractionDigits <= fraction;
  return fits ? accepted(decimal.text) : refused(field, 'range');
}

function parseBoolean(field: Field, text: string): FieldValue {
  if (text === 'true') return TRUE;
  return text === 'false' ? FALSE : { ...refused(field, 'type'), allowed: ['true', 'false'] };
}

function parseString(field: Field, text: string): FieldValue {
  if (!isStorableText(text)) {
    return { ok: false, code: 'LA103', reason: 'type', detail: 'Must be well-formed Unicode text without NUL.' };
  }
  return field.length === undefined || fitsCharacters(text, field.length) ? accepted(text) : refused(field, 'range');
}

/** Databases count characters, JavaScript counts UTF-16 units: one character has one or two of them. */
function fitsCharacters(text: string, length: number): boolean {
  if (text.length <= length) return true;
  if (text.length > length * 2) return false;
  let characters = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdbff) characters--;
  }
  return characters <= length;
}

function parseEnum(field: Field, text: string): FieldValue {
  const values = field.enumValues ?? [];
  for (const value of values) {
    if (String(value) === text) return accepted(value);
  }
  return { ...refused(field, 'type'), allowed: values };
}

function parseTime(field: Field, text: string): FieldValue {
  const value = parseTimeText(text);
  return value === undefined ? refused(field, 'type') : accepted(value);
}

function parseDateTime(field: Field, text: string): FieldValue {
  const value = parseDateTimeText(text);
  return value === undefined ? refused(field, 'type') : accepted(value);
}

function parseJson(field: Field, text: string): FieldValue {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused(field, 'type');
  }
  if (isStorableJson(value)) return accepted(value);
  return { ok: false, code: 'LA103', reason: 'type', detail: 'Must hold well-formed Unicode text without NUL.' };
}

function parseBinary(field: Field, text: string): FieldValue {
  const bytes = Buffer.from(text, 'base64');
  // Node skips what is not base64, so only text that comes out the same again was base64 in its canonical form.
  if (bytes.toString('base64') !== text) return refused(field, 'type');
  return field.length === undefined || bytes.length <= field.length ? accepted(bytes) : refused(field, 'range');
}
