const INTEGER = /^(?:0|-?[1-9]\d*)$/;
const FLOAT = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** A decimal number taken apart, without the zeros that do not count. */
export interface DecimalText {
  /** `-12.5`: no leading zeros, no trailing zeros behind the point, no negative zero. */
  readonly text: string;
  /** Digits before the point; 0 for a number below one. */
  readonly integerDigits: number;
  /** Digits behind the point. */
  readonly fractionDigits: number;
}

/** Whether the text is an integer in its only form: digits without leading zeros, plus sign, point or exponent. */
export function isIntegerText(text: string): boolean {
  return INTEGER.test(text);
}

/** Whether the text is a number as JSON writes it (RFC 8259 §6); leading zeros are tolerated. */
export function isFloatText(text: string): boolean {
  return FLOAT.test(text);
}

/** Reads plain digits with an optional point; `undefined` for an exponent and everything else. */
export function parseDecimalText(text: string): DecimalText | undefined {
  const parts = DECIMAL.exec(text);
  if (parts === null) return undefined;
  const integer = withoutLeadingZeros(parts[2]!);
  const fraction = withoutTrailingZeros(parts[3] ?? '');
  const unsigned = (integer === '' ? '0' : integer) + (fraction === '' ? '' : `.${fraction}`);
  const sign = unsigned === '0' ? '' : parts[1]!;
  return { text: sign + unsigned, integerDigits: integer.length, fractionDigits: fraction.length };
}

function withoutLeadingZeros(digits: string): string {
  let start = 0;
  while (digits[start] === '0') start++;
  return digits.slice(start);
}

/** The digits without the zeros at their end. */
export function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(0, end);
}

/** A double keeps any decimal number of up to 15 digits; with more, what was sent can be another number than what arrived. */
export function isExactDecimal(json: unknown): boolean {
  if (!Number.isFinite(json)) return false;
  const digits = String(json)
    .replace(/^-?0?\.?0*/, '')
    .replace('.', '');
  return digits.length <= 15;
}
