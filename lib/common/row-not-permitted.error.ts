import { LightApiError } from './light-api.error.js';

/**
 * LA701 (403): nothing was stored.
 *
 * @param pointers to the rows into the body; none where the body is the row
 */
export function rowNotPermitted(pointers: readonly string[] = []): LightApiError {
  const detail = 'The row would not be one that you may write, so nothing was stored.';
  return new LightApiError('LA701', detail, {
    errors: pointers.map((pointer) => ({ pointer, code: 'LA701' as const, detail })),
  });
}
