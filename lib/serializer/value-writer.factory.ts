import type { Field } from '../resource/field.js';
import { decimalText } from './decimal-text.js';
import { writeJsonString } from './json-string.js';

/** Writes one value as JSON text. */
export type ValueWriter = (value: unknown) => string;

/** The writer of a field for values as TypeORM hands them to an application: `Date`, `Buffer`, numbers, lists. */
export function createValueWriter(field: Field): ValueWriter {
  const writeItem = itemWriter(field);
  if (!field.isArray) return (value) => (value === null || value === undefined ? 'null' : writeItem(value));
  const writeNullable: ValueWriter = (item) => (item === null || item === undefined ? 'null' : writeItem(item));
  return (value) => {
    if (value === null || value === undefined) return 'null';
    return Array.isArray(value) ? writeList(value, writeNullable) : writeItem(value);
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

/** The writer of a field's value, or of one item of a list, that is not null. */
function itemWriter(field: Field): ValueWriter {
  switch (field.type) {
    case 'bigint':
      return (value) => (isScalar(value) ? writeJsonString(String(value)) : writeJson(value));
    case 'decimal':
      return (value) => (isScalar(value) ? writeJsonString(decimalText(value, field.scale)) : writeJson(value));
    case 'boolean':
      return (value) => (typeof value === 'number' ? String(value !== 0) : writeJson(value));
    case 'enum':
      return enumWriter(field);
    case 'time':
      return (value) => writeJson(typeof value === 'string' ? withSeconds(value) : value);
    case 'datetime':
      return (value) => (typeof value === 'number' ? writeInstant(new Date(value)) : writeJson(value));
    default:
      return writeJson;
  }
}

/** Enum values are stored as text, a numeric one comes back as the number it was declared as. */
export function enumWriter(field: Field): ValueWriter {
  const written = new Map((field.enumValues ?? []).map((value) => [String(value), JSON.stringify(value)]));
  return (value) => written.get(String(value)) ?? writeJson(value);
}

/** `HH:MM` as SQLite may hold it becomes `HH:MM:SS`. */
export function withSeconds(time: string): string {
  return time.length === 5 ? `${time}:00` : time;
}

/** ISO 8601 in UTC with milliseconds; `null` for a date that does not exist. */
export function writeInstant(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'null' : `"${date.toISOString()}"`;
}

function writeJson(value: unknown): string {
  if (typeof value === 'string') return writeJsonString(value);
  if (typeof value === 'bigint') return `"${value}"`;
  if (value instanceof Date) return writeInstant(value);
  if (value instanceof Uint8Array) return `"${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')}"`;
  return JSON.stringify(value, bigintAsText) ?? 'null';
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function isScalar(value: unknown): value is string | number | bigint {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
}
