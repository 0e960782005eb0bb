/** Digits that stand for a number: compared as text, MySQL would turn both sides into a float and lose digits. */
export class NumericText {
  constructor(readonly text: string) {}
}

const NUMBER = /^-?\d{1,65}(?:\.\d{1,38})?$/;

/** The text as a number when it is one; anything else stays text. */
export function numericText(value: unknown): unknown {
  return typeof value === 'string' && NUMBER.test(value) ? new NumericText(value) : value;
}

/** What a connection is set to. */
export interface MysqlSession {
  /** mysql2's `timezone` option: `local`, `Z` or an offset like `+02:00`. */
  readonly timezone: string;
  /** Whether statements are sent, and texts in quotes understood, as utf8mb4. */
  readonly isUtf8mb4: boolean;
}

/** Parts between backslashes up to which a text is joined of them. */
const MOST_PARTS = 32;

/**
 * A value as a literal that no sql_mode and no character set can read differently. One round trip, where a prepared
 * statement takes two and counts against the server's `max_prepared_stmt_count`.
 */
export function mysqlLiteral(value: unknown, session: MysqlSession): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'string') return textLiteral(value, session);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'NULL';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'bigint') return String(value);
  if (value instanceof NumericText) return value.text;
  if (value instanceof Date) return dateLiteral(value, session.timezone);
  if (value instanceof Uint8Array) return value.length === 0 ? "''" : `0x${Buffer.from(value).toString('hex')}`;
  return mysqlLiteral(JSON.stringify(value), session);
}

/**
 * A text in quotes has the collation of the connection, as what a view computes has. One in hexadecimal has the server's
 * own, and the server does not compare the two where these differ. What a quoted backslash means depends on the sql_mode,
 * so none is quoted.
 */
function textLiteral(text: string, { isUtf8mb4 }: MysqlSession): string {
  if (text === '') return "''";
  const parts = isUtf8mb4 ? text.split('\\', MOST_PARTS + 1) : [];
  if (parts.length === 0 || parts.length > MOST_PARTS) return `_utf8mb4 0x${Buffer.from(text, 'utf8').toString('hex')}`;
  const quoted = parts.map((part) => `'${part.replaceAll("'", "''")}'`);
  return quoted.length === 1 ? quoted[0]! : `CONCAT_WS(_ascii 0x5c, ${quoted.join(', ')})`;
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
