import { parseTimeText } from '../resource/calendar-text.js';
import type { Field } from '../resource/field.js';

/**
 * Compares two values of a field: negative, zero or positive as numbers are; `NaN` when one of them has no place in the
 * order, so that no comparison holds.
 */
export type ValueOrder = (left: unknown, right: unknown) => number;

const DECIMAL = /^(-?\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;

/** How the values of a field compare, as a database does it: exactly, and instants by the millisecond. */
export function valueOrder({ type }: Field): ValueOrder {
  switch (type) {
    case 'int':
    case 'float':
      return (left, right) => sign(Number(left), Number(right));
    case 'bigint':
      return (left, right) => sign(BigInt(left as string), BigInt(right as string));
    case 'decimal':
      return (left, right) => compareDecimals(String(left), String(right));
    case 'datetime':
      return (left, right) => sign((left as Date).getTime(), (right as Date).getTime());
    case 'boolean':
      return (left, right) => sign(Number(left), Number(right));
    case 'time':
      return (left, right) => compareTexts(timeText(left), timeText(right));
    default:
      return (left, right) => compareTexts(String(left), String(right));
  }
}

function sign<Value extends number | bigint>(left: Value, right: Value): number {
  return left === right ? 0 : left < right ? -1 : left > right ? 1 : Number.NaN;
}

/** By code points. Databases order texts as their collations say; they agree on which texts are equal. */
function compareTexts(left: string, right: string): number {
  return left === right ? 0 : Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** One text for one time: databases write the zeros that end a fraction, or leave them out. */
function timeText(value: unknown): string {
  return parseTimeText(String(value)) ?? String(value);
}

function compareDecimals(left: string, right: string): number {
  const [first, second] = [readDecimal(left), readDecimal(right)];
  if (first === undefined || second === undefined) return Number.NaN;
  const scale = Math.max(first.scale, second.scale);
  return sign(digitsAt(first, scale), digitsAt(second, scale));
}

/** A number as whole digits and how many of them stand behind the point. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

function readDecimal(text: string): Decimal | undefined {
  const parts = DECIMAL.exec(text);
  if (parts === null) return undefined;
  const fraction = parts[2] ?? '';
  return { digits: BigInt(parts[1]! + fraction), scale: fraction.length - Number(parts[3] ?? 0) };
}

function digitsAt({ digits, scale }: Decimal, wanted: number): bigint {
  return digits * 10n ** BigInt(wanted - scale);
}
