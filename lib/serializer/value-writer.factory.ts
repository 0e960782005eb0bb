import type { Field } from '../resource/field.js';
import { createValueFormatter } from './entity-value.formatter.js';
import { writeJsonString } from './json-string.js';

/** Writes one value as JSON text. */
export type ValueWriter = (value: unknown) => string;

/** The writer of a field for values as TypeORM hands them to an application: `Date`, `Buffer`, numbers, lists. */
export function createValueWriter(field: Field): ValueWriter {
  const format = createValueFormatter(field);
  return (value) => {
    const formatted = format(value);
    // A function or a symbol has no JSON form.
    return typeof formatted === 'string' ? writeJsonString(formatted) : (JSON.stringify(formatted) ?? 'null');
  };
}

/** Writes a list, and lists within it, with one writer for the items. */
export function writeList(items: readonly unknown[], writeItem: ValueWriter): string {
  let text = '[';
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (index > 0) text += ',';
    text += Array.isArray(item) ? writeList(item, writeItem) : writeItem(item);
  }
  return text + ']';
}

/** Enum values are stored as text, a numeric one comes back as the number it was declared as. */
export function enumWriter(field: Field): ValueWriter {
  const written = new Map((field.enumValues ?? []).map((value) => [String(value), JSON.stringify(value)]));
  return (value) => written.get(String(value)) ?? writeJsonString(String(value));
}

/** ISO 8601 in UTC with milliseconds; `null` for a date that does not exist. */
export function writeInstant(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'null' : `"${date.toISOString()}"`;
}
