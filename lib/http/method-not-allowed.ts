import { LightApiError } from '../common/light-api.error.js';

/** The answer to a method that a path does not have (RFC 9110 §15.5.6): 405 and `Allow`. */
export function methodNotAllowed(allowed: readonly string[]): LightApiError {
  const list = allowed.join(', ');
  return new LightApiError('LA502', `This path answers ${list} only.`, { headers: { Allow: list } });
}
