import { LightApiError } from '../common/light-api.error.js';

/** 1 to 255 characters that can be seen: what is read of a key has to be what was sent. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * Reads `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): any text, with or without the quotes of the draft.
 *
 * @throws LightApiError LA505 (400)
 */
export function readIdempotencyKey(field: string): string {
  if (KEY.test(field)) return field;
  const detail = 'Must be 1 to 255 visible ASCII characters, and may be given only once.';
  throw new LightApiError('LA505', detail, { errors: [{ header: 'Idempotency-Key', code: 'LA505', detail }] });
}
