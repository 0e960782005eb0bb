import { LightApiError } from '../common/light-api.error.js';

/** @throws LightApiError LA200 for a body that is no JSON object. */
export function objectOf(body: unknown): object {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  const detail = 'The body must be a JSON object.';
  throw new LightApiError('LA200', detail, { errors: [{ pointer: '', code: 'LA200', detail }] });
}
