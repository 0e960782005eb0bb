import { isAnyArrayBuffer } from 'node:util/types';
import type { Field, FieldType } from '../resource/field.js';
import { decimalText } from './decimal-text.js';

/** Makes a value, as TypeORM hands it to an application, into the JSON value that stands for it in an answer. */
export type ValueFormatter = (value: unknown) => unknown;

/** The formatter of a field, chosen at boot. An absent value is `null`. */
export function createValueFormatter(field: Field): ValueFormatter {
  const format = itemFormatter(field);
  const formatItem: ValueFormatter = (item) => {
    if (item === null || item === undefined) return null;
    return field.isArray && Array.isArray(item) ? item.map(formatItem) : format(item);
  };
  return formatItem;
}

function itemFormatter(field: Field): ValueFormatter {
  if (field.type === 'enum') return enumFormatter(field);
  if (field.type !== 'decimal') return FORMATTERS[field.type];
  return (value) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
      ? decimalText(value, field.scale)
      : value;
}

const FORMATTERS: Readonly<Record<Exclude<FieldType, 'decimal' | 'enum'>, ValueFormatter>> = {
  int: toNumber,
  float: toNumber,
  bigint: toText,
  boolean: (value) => (typeof value === 'number' || typeof value === 'bigint' ? Number(value) !== 0 : value),
  string: toText,
  uuid: (value) => (typeof value === 'string' ? value.toLowerCase() : value),
  date: (value) => (value instanceof Date ? localDate(value) : typeof value === 'string' ? value.slice(0, 10) : value),
  time: (value) => (typeof value === 'string' && value.length === 5 ? `${value}:00` : value),
  datetime: toInstant,
  json: (value) => (typeof value === 'bigint' ? String(value) : value),
  binary: toBase64,
};

/** Drivers hand out some numbers as text; NaN and the infinities become `null` when they are written. */
function toNumber(value: unknown): unknown {
  return typeof value === 'string' || typeof value === 'bigint' ? Number(value) : value;
}

function toText(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : value;
}

/** libsql hands out bare buffers. */
function toBase64(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  }
  return isAnyArrayBuffer(value) ? Buffer.from(value).toString('base64') : value;
}

/** RFC 3339 in UTC with milliseconds; `null` for an instant that does not exist. */
function toInstant(value: unknown): unknown {
  const isTime = typeof value === 'string' || typeof value === 'number';
  const instant = isTime ? new Date(value) : value;
  if (!(instant instanceof Date)) return value;
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}

/** A driver that hands out a `Date` for a day has put it at midnight of this machine's time zone. */
function localDate(value: Date): string {
  return `${padded(value.getFullYear(), 4)}-${padded(value.getMonth() + 1, 2)}-${padded(value.getDate(), 2)}`;
}

function padded(part: number, length: number): string {
  return String(part).padStart(length, '0');
}

/** Enum values are stored as text; a numeric one comes back as the number it was declared as. */
function enumFormatter(field: Field): ValueFormatter {
  const declared = new Map((field.enumValues ?? []).map((value) => [String(value), value]));
  return (value) => declared.get(String(value)) ?? value;
}
