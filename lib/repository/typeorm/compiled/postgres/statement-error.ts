/**
 * Whether an error is about a statement alone: after any other the connection is in an unknown state, or gone. "V" would
 * tell severity in English; pg keeps "S", which the server translates, so the SQLSTATE decides as well.
 */
export function isStatementError(failure: Error): boolean {
  const { code, severity } = failure as { code?: unknown; severity?: unknown };
  if (typeof code !== 'string' || code.length !== 5 || typeof severity !== 'string') return false;
  // 08 connection exceptions, 57P operator intervention such as a shutdown, XX internal errors
  return (
    !code.startsWith('08') &&
    !code.startsWith('57P') &&
    !code.startsWith('XX') &&
    severity !== 'FATAL' &&
    severity !== 'PANIC'
  );
}
