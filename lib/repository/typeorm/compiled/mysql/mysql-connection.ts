import type { MysqlSession } from './mysql-literal.js';

/** What mysql2 is told about one statement. */
export interface MysqlQueryOptions {
  readonly sql: string;
  /** Time that the answer is waited for, in milliseconds. */
  readonly timeout: number;
  readonly rowsAsArray: true;
  readonly dateStrings: true;
  readonly supportBigNumbers: true;
  readonly bigNumberStrings: true;
  /** Else a text that JSON holds looks as JSON itself does. */
  readonly jsonStrings: true;
  readonly typeCast?: (field: unknown, next: () => unknown) => unknown;
}

/** What mysql2 answers a statement without rows with. */
export interface MysqlWriteResult {
  readonly affectedRows: number;
  readonly insertId: number | string;
  /** `Rows matched: 1  Changed: 0  Warnings: 0` behind an UPDATE. */
  readonly info?: string;
}

/** The parts of mysql2's pooled connection that a statement of ours meets. */
export interface MysqlConnection {
  readonly config: { readonly typeCast?: unknown };
  query(
    options: MysqlQueryOptions,
    callback: (error: (Error & { fatal?: boolean }) | null, result: unknown[][] | MysqlWriteResult) => void,
  ): void;
  destroy(): void;
  release(): void;
}

/** Whether the driver package is mysql2, which can answer with arrays; TypeORM 0.3 also takes the older `mysql`. */
export function hasArrayRows(driver: unknown): boolean {
  const module = (
    driver as { mysql?: { PromisePool?: unknown; createPoolPromise?: unknown; ConnectionConfig?: unknown } }
  ).mysql;
  return module !== undefined && ('createServer' in module || 'PromisePool' in module);
}

/** mysql2's `timezone` for the data source. */
export function timezoneOf(options: unknown): string {
  const { timezone, extra } = options as { timezone?: string; extra?: { timezone?: string } };
  return extra?.timezone ?? timezone ?? 'local';
}

/** What the connections of a data source are set to. mysql2 asks for utf8mb4 unless it is told otherwise. */
export function sessionOf(options: unknown): MysqlSession {
  const { charset, extra } = options as {
    charset?: string;
    extra?: { charset?: string; charsetNumber?: number };
  };
  const isUtf8mb4 = extra?.charsetNumber === undefined && /^utf8mb4/i.test(extra?.charset ?? charset ?? 'utf8mb4');
  return { timezone: timezoneOf(options), isUtf8mb4 };
}
