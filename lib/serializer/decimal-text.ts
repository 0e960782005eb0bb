/**
 * A decimal with exactly `scale` digits behind the point, as PostgreSQL and MySQL write a column of that scale.
 * A text that has more digits keeps them; without a scale only an exponent is resolved.
 */
export function decimalText(value: string | number | bigint, scale: number | undefined): string {
  if (typeof value === 'number') {
    if (scale !== undefined && Math.abs(value) < 1e21) return withoutNegativeZero(value.toFixed(scale));
    return decimalText(String(value), scale);
  }
  const text = withoutExponent(String(value));
  if (scale === undefined || scale === 0) return text;
  const point = text.indexOf('.');
  if (point === -1) return /^-?\d+$/.test(text) ? `${text}.${'0'.repeat(scale)}` : text;
  const missing = scale - (text.length - point - 1);
  return missing > 0 ? text + '0'.repeat(missing) : text;
}

function withoutExponent(text: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d{1,4})$/.exec(text);
  if (parts === null) return text;
  const [, sign, integer, fraction = '', exponent] = parts as unknown as [
    string,
    string,
    string,
    string | undefined,
    string,
  ];
  const digits = integer + fraction;
  const point = integer.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function withoutNegativeZero(text: string): string {
  return /^-[0.]+$/.test(text) ? text.slice(1) : text;
}
