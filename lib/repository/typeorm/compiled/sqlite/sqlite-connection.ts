/** The parts of better-sqlite3's API that statements of ours use; libsql offers the same. */
export interface SqliteStatement {
  /** Whether it answers with rows. */
  readonly reader: boolean;
  raw(): SqliteStatement;
  get(parameters: readonly unknown[]): unknown[] | undefined;
  all(parameters: readonly unknown[]): unknown[][];
  run(parameters: readonly unknown[]): { readonly changes: number };
}

/** The connection that statements are prepared on. */
export interface SqliteConnection {
  readonly inTransaction: boolean;
  prepare(text: string): SqliteStatement;
}

/** The one connection of TypeORM's driver; `undefined` before it is open. */
export function sqliteConnectionOf(driver: unknown): SqliteConnection | undefined {
  return (driver as { databaseConnection?: SqliteConnection }).databaseConnection;
}
