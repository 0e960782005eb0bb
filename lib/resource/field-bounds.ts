import type { Field } from './field.js';

/** Inclusive bounds of an `int` field; those of exact JavaScript integers when the column has none. */
export function integerBounds(field: Field): readonly [minimum: number, maximum: number] {
  return [Number(field.minimum ?? Number.MIN_SAFE_INTEGER), Number(field.maximum ?? Number.MAX_SAFE_INTEGER)];
}

/** Inclusive bounds of a `bigint` field as decimal text; those of 64 bits with a sign when the column has none. */
export function bigintBounds(field: Field): readonly [minimum: string, maximum: string] {
  return [String(field.minimum ?? '-9223372036854775808'), String(field.maximum ?? '9223372036854775807')];
}

/** Inclusive bounds of a `float` field, `undefined` on a side that is open. */
export function floatBounds(field: Field): readonly [minimum: number | undefined, maximum: number | undefined] {
  return [
    field.minimum === undefined ? undefined : Number(field.minimum),
    field.maximum === undefined ? undefined : Number(field.maximum),
  ];
}

/** Digits of a `decimal` field before and behind the point; 1,000 in all when the column has no precision. */
export function decimalDigits(field: Field): readonly [integer: number, fraction: number] {
  if (field.precision === undefined) return [1000, field.scale ?? 1000];
  const scale = field.scale ?? 0;
  return [field.precision - scale, scale];
}
