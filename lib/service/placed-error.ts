import { LightApiError } from '../common/light-api.error.js';

/** What is wrong with one of many rows stands below its place. */
export function throwPlaced(error: unknown, pointer: string): never {
  if (!(error instanceof LightApiError) || pointer === '') throw error;
  const { code, detail, status, headers, cause, hint } = error;
  const errors = error.errors.length === 0 ? [{ code, detail }] : error.errors;
  const items = errors.map((problem) => ({
    ...problem,
    pointer: pointer + ('pointer' in problem ? (problem.pointer ?? '') : ''),
  }));
  throw new LightApiError(code, detail, { errors: items, status, headers, cause, hint });
}
