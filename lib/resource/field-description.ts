import type { Field } from './field.js';
import { bigintBounds, decimalDigits, floatBounds, integerBounds } from './field-bounds.js';

/** Enum values that are named in a sentence; longer lists are counted. */
const NAMED_VALUES = 12;

/** What one value of the field must be, to stand behind "must be": `an integer from 1 to 5`. */
export function describeFieldType(field: Field): string {
  switch (field.type) {
    case 'int':
      return `an integer from ${integerBounds(field).join(' to ')}`;
    case 'bigint':
      return `an integer from ${bigintBounds(field).join(' to ')}`;
    case 'float':
      return describeFloat(field);
    case 'decimal':
      return describeDecimal(field);
    case 'boolean':
      return 'true or false';
    case 'string':
      return field.length === undefined ? 'text' : `text of at most ${count(field.length, 'character')}`;
    case 'uuid':
      return 'a UUID such as 0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b1';
    case 'enum':
      return describeEnum(field.enumValues ?? []);
    case 'date':
      return 'a date of the calendar, YYYY-MM-DD';
    case 'time':
      return 'a time of day, HH:MM:SS with at most 6 digits of fraction';
    case 'datetime':
      return 'a date and time with its offset (RFC 3339), such as 2024-05-31T12:30:00Z';
    case 'json':
      return 'a JSON value';
    case 'binary':
      return `base64 (RFC 4648 section 4)${field.length === undefined ? '' : ` of at most ${count(field.length, 'byte')}`}`;
  }
}

function describeFloat(field: Field): string {
  const [minimum, maximum] = floatBounds(field);
  if (minimum !== undefined && maximum !== undefined) return `a number from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `a number of at least ${minimum}`;
  return maximum === undefined ? 'a finite number' : `a number of at most ${maximum}`;
}

function describeDecimal(field: Field): string {
  const [integer, fraction] = decimalDigits(field);
  if (field.precision === undefined && field.scale === undefined) return 'a decimal number without an exponent';
  return `a decimal number with at most ${count(integer, 'digit')} before and ${fraction} behind the point`;
}

function describeEnum(values: readonly (string | number)[]): string {
  return values.length <= NAMED_VALUES ? `one of ${values.join(', ')}` : `one of ${values.length} values`;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
