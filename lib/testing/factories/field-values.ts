import { compileScalarRule } from '../../payload/scalar-rule.js';
import type { EntityRule } from '../../payload/entity-rules.js';
import { bigintBounds, decimalDigits, floatBounds, integerBounds } from '../../resource/field-bounds.js';
import type { Field } from '../../resource/field.js';
import { textValues } from './text-values.js';
import { limitsOf, type ValueLimits } from './value-limits.js';

/** Which value of a field is wanted. */
export interface ValueWish {
  /** Of how many rows this is the last. */
  readonly n: number;
  /** Whether no other row may have the value. */
  readonly isDistinct: boolean;
  readonly random: () => number;
  /** What the column itself holds, where a transformer stands before it. */
  readonly stored?: 'number' | 'text';
}

interface Place extends ValueWish {
  readonly field: Field;
  readonly limits: ValueLimits;
}

/** 2001-01-01, a day in milliseconds, and the days over which dates are spread. */
const FIRST_DAY_MS = 978_307_200_000;
const DAY_MS = 86_400_000;
const DAYS = 3650;
/** Numbers are taken from this many. */
const SPREAD = 1000;

const MAKERS: Readonly<Record<Field['type'], (place: Place) => readonly unknown[]>> = {
  int: (place) => wholeNumbers(place, integerBounds(place.field)),
  float: floats,
  bigint: bigints,
  decimal: decimals,
  boolean: ({ random }) => (random() < 0.5 ? [true, false] : [false, true]),
  string: texts,
  uuid: uuids,
  enum: ({ field, n }) => rotated(field.enumValues ?? [], n),
  date: (place) => instants(place).map((text) => text.slice(0, 10)),
  time: ({ n }) => [new Date(FIRST_DAY_MS + n * 61_000).toISOString().slice(11, 19)],
  datetime: instants,
  json: jsonValues,
  binary: ({ field, n }) => [`${labelOf(field)} ${n}`, String(n), n.toString(36)].map(base64),
};

/** JSON values that the column can hold and that its decorators are likely to allow, the likeliest first. */
export function fieldValues(field: Field, rules: readonly EntityRule[], wish: ValueWish): readonly unknown[] {
  const limits = limitsOf(rules);
  const place = { ...wish, field, limits: field.isArray ? limitsOf(rules.filter(({ each }) => each)) : limits };
  const rule = compileScalarRule(field);
  const made = place.limits.choices === undefined ? MAKERS[field.type](place) : rotated(place.limits.choices, wish.n);
  const items = made.filter((value) => rule(value).ok);
  if (!field.isArray) return items;
  const sizes = [...new Set([Math.max(limits.minItems, 1), limits.minItems, limits.minItems + 1])];
  return items.length === 0
    ? [[]]
    : sizes.map((size) => Array.from({ length: size }, (_, at) => items[at % items.length]));
}

function labelOf({ path }: Field): string {
  return path.at(-1)!;
}

function rotated(values: readonly unknown[], n: number): readonly unknown[] {
  const start = values.length === 0 ? 0 : (n - 1) % values.length;
  return [...values.slice(start), ...values.slice(0, start)];
}

function wholeNumbers(place: Place, [lowest, highest]: readonly [number, number]): readonly number[] {
  const { n, isDistinct, random, limits } = place;
  const { minimum = Math.max(lowest, Math.min(1, limits.maximum ?? 1)), maximum = highest, step } = limits;
  const first = Math.ceil(Math.max(lowest, minimum) / step) * step;
  const last = Math.min(highest, maximum);
  const count = Math.max(1, Math.floor((last - first) / step) + 1);
  const steps = isDistinct ? (n - 1) % count : Math.floor(random() * Math.min(count, SPREAD));
  return [first + steps * step, first, last, first + step, 0, 1, -1];
}

function floats(place: Place): readonly number[] {
  const [lowest = -SPREAD * SPREAD, highest = SPREAD * SPREAD] = floatBounds(place.field);
  const whole = wholeNumbers(place, [lowest, highest]);
  return [whole[0]! + 0.5, ...whole, 0.5, 0.25].filter((value) => value <= (place.limits.maximum ?? highest));
}

function bigints(place: Place): readonly string[] {
  const [lowest, highest] = bigintBounds(place.field);
  return [
    ...wholeNumbers(place, [Number(lowest), Math.min(Number(highest), Number.MAX_SAFE_INTEGER)]).map(String),
    lowest,
  ];
}

function decimals(place: Place): readonly string[] {
  const [integer, fraction] = decimalDigits(place.field);
  const largest = 10 ** Math.min(integer, 12) - 1;
  const whole = wholeNumbers(place, [-largest, largest]).map(String);
  if (fraction === 0) return whole;
  const digits = '25'.slice(0, fraction);
  return [...whole.slice(0, 1).map((text) => `${text}.${digits}`), ...whole, `0.${String(place.n).slice(0, fraction)}`];
}

function texts({ field, limits, n }: Place): readonly string[] {
  return textValues(labelOf(field), limits, field.length ?? 255, n).filter(
    (text) => field.separator === undefined || !text.includes(field.separator),
  );
}

function uuids({ random }: Place): readonly string[] {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  return ['4', '7', '1', '3', '5'].map((version) => {
    const text = [...digits.slice(0, 12), version, ...digits.slice(13, 16), '8', ...digits.slice(17)].join('');
    return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
  });
}

function instants({ n, isDistinct, random, limits: { earliest, latest } }: Place): readonly string[] {
  const days = isDistinct ? n : Math.floor(random() * DAYS);
  const likely = [FIRST_DAY_MS + days * DAY_MS];
  if (earliest !== undefined) likely.unshift(earliest.getTime() + (n + 1) * DAY_MS);
  else if (latest !== undefined) likely.unshift(latest.getTime() - (n + 1) * DAY_MS);
  const others = [Date.UTC(2099, 0, 1), Date.UTC(1990, 0, 1), Date.UTC(2030, 0, 1)];
  return [...likely, ...others].map((time) => new Date(time).toISOString());
}

/** To a transformer a value of another kind than the column's may be one that it spoils. */
function jsonValues({ field, n, stored }: Place): readonly unknown[] {
  if (stored === 'number') return [n];
  const text = `${labelOf(field)} ${n}`;
  return stored === 'text' ? [text] : [{ [labelOf(field)]: n }, [n], text, n, true];
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
