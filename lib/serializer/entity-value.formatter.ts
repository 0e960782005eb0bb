import type { Field, FieldType } from '../resource/field.js';

/** Makes a value of an entity into what stands in the answer; never sees `null`. */
export type ValueFormatter = (value: unknown) => unknown;

/** The formatter of a field, chosen at boot. Agrees with the text that compiled rows give. */
export function createValueFormatter(field: Field): ValueFormatter {
  const format = field.type === 'decimal' ? decimalFormatter(field.scale) : FORMATTERS[field.type];
  const formatOne: ValueFormatter = (value) => (value === null || value === undefined ? null : format(value));
  if (!field.isArray) return formatOne;
  return (value) => (Array.isArray(value) ? value.map(formatOne) : formatOne(value));
}

const asIs: ValueFormatter = (value) => value;

const FORMATTERS: Readonly<Record<Exclude<FieldType, 'decimal'>, ValueFormatter>> = {
  int: toNumber,
  float: toNumber,
  bigint: toText,
  boolean: (value) => (typeof value === 'number' || typeof value === 'bigint' ? Number(value) !== 0 : value),
  string: toText,
  uuid: (value) => (typeof value === 'string' ? value.toLowerCase() : value),
  enum: asIs,
  date: (value) => (value instanceof Date ? localDate(value) : typeof value === 'string' ? value.slice(0, 10) : value),
  time: toText,
  datetime: toInstant,
  json: asIs,
  binary: (value) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value),
};

/** Drivers hand out some numbers as text; NaN and the infinities become `null` when they are written. */
function toNumber(value: unknown): unknown {
  return typeof value === 'string' || typeof value === 'bigint' ? Number(value) : value;
}

function toText(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : value;
}

/** RFC 3339 in UTC with milliseconds. */
function toInstant(value: unknown): unknown {
  const instant = value instanceof Date ? value : typeof value === 'string' || typeof value === 'number' ? new Date(value) : undefined;
  if (instant === undefined) return value;
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}

/** A driver that hands out a `Date` for a day has put it at midnight of this machine's time zone. */
function localDate(value: Date): string {
  const pad = (part: number, length: number): string => String(part).padStart(length, '0');
  return `${pad(value.getFullYear(), 4)}-${pad(value.getMonth() + 1, 2)}-${pad(value.getDate(), 2)}`;
}

/** All the digits that the column keeps, as PostgreSQL and MariaDB write them; SQLite drops zeros at the end. */
function decimalFormatter(scale: number | undefined): ValueFormatter {
  return (value) => {
    const text = typeof value === 'number' ? plainNotation(value) : typeof value === 'string' ? value : toText(value);
    if (typeof text !== 'string' || scale === undefined || !/^-?\d+(?:\.\d*)?$/.test(text)) return text;
    const point = text.indexOf('.');
    const digits = point === -1 ? 0 : text.length - point - 1;
    if (digits >= scale) return text;
    return (point === -1 && scale > 0 ? `${text}.` : text) + '0'.repeat(scale - digits);
  };
}

/** A number without an exponent. */
function plainNotation(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(20).replace(/0+$/, '');
}
