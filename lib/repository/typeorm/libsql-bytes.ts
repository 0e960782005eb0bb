/** libsql hands out bytes as a bare ArrayBuffer when rows are objects, and takes none. */
export function withoutArrayBuffer(value: unknown): unknown {
  return value instanceof ArrayBuffer ? Buffer.from(value) : value;
}

/** The same for every value of what TypeORM's `query` answers with, in place. */
export function restoreBytes(result: unknown): void {
  const rows: unknown = Array.isArray(result) ? result : (result as { records?: unknown } | undefined)?.records;
  if (!Array.isArray(rows)) return;
  for (const row of rows as Record<string, unknown>[]) {
    for (const name in row) {
      if (row[name] instanceof ArrayBuffer) row[name] = withoutArrayBuffer(row[name]);
    }
  }
}
