/** Digits that stand for a number: compared as text, MySQL would turn both sides into a float and lose digits. */
export class NumericText {
  constructor(readonly text: string) {}
}

const NUMBER = /^-?\d{1,65}(?:\.\d{1,38})?$/;

/** The text as a number when it is one; anything else stays text. */
export function numericText(value: unknown): unknown {
  return typeof value === 'string' && NUMBER.test(value) ? new NumericText(value) : value;
}

/**
 * A value as a literal that no sql_mode and no character set can read differently: text and bytes are written in
 * hexadecimal, so nothing in them is ever looked at by the SQL parser. One round trip, where a prepared statement takes two
 * and counts against the server's `max_prepared_stmt_count`.
 *
 * @param timezone mysql2's `timezone` option: `local`, `Z` or an offset like `+02:00`.
 */
export function mysqlLiteral(value: unknown, timezone: string): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'string')
    return value === '' ? "''" : `_utf8mb4 0x${Buffer.from(value, 'utf8').toString('hex')}`;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'NULL';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'bigint') return String(value);
  if (value instanceof NumericText) return value.text;
  if (value instanceof Date) return dateLiteral(value, timezone);
  if (value instanceof Uint8Array) return value.length === 0 ? "''" : `0x${Buffer.from(value).toString('hex')}`;
  return mysqlLiteral(JSON.stringify(value), timezone);
}

function dateLiteral(date: Date, timezone: string): string {
  if (Number.isNaN(date.getTime())) return 'NULL';
  const minutes = timezone === 'local' ? -date.getTimezoneOffset() : offsetOf(timezone);
  const shifted = new Date(date.getTime() + minutes * 60_000);
  return `'${shifted.toISOString().replace('T', ' ').slice(0, -1)}'`;
}

/** Minutes east of UTC; `Z` and anything unknown is UTC, as in mysql2. */
export function offsetOf(timezone: string): number {
  const parts = /^([+-])(\d\d):?(\d\d)$/.exec(timezone);
  if (parts === null) return 0;
  const minutes = Number(parts[2]) * 60 + Number(parts[3]);
  return parts[1] === '-' ? -minutes : minutes;
}
