import { LightApiError } from '../../../common/light-api.error.js';

/**
 * The error with a pointer put in front of its own, for a row that is a part of a larger body. What is about no row, such
 * as a database that cannot be reached, stays as it is.
 *
 * @param pointer JSON pointer (RFC 6901) of the row.
 */
export function placeError(error: unknown, pointer: string): unknown {
  return movePointers(error, (own) => pointer + own);
}

/** The same with pointers that are worked out; an error that has none gets what becomes of the empty one. */
export function movePointers(error: unknown, move: (pointer: string) => string): unknown {
  if (!isAboutRow(error)) return error;
  const { code, detail, status, hint, headers, cause } = error;
  const errors =
    error.errors.length === 0
      ? [{ pointer: move(''), code, detail }]
      : error.errors.map((problem) => ({ ...problem, pointer: move(problem.pointer ?? '') }));
  return new LightApiError(code, detail, { errors, status, headers, cause, ...(hint !== undefined && { hint }) });
}

/** Whether one of the rows is to blame, so that it is worth finding out which. */
export function isAboutRow(error: unknown): error is LightApiError {
  return error instanceof LightApiError && error.status < 500;
}
