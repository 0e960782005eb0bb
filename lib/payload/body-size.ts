import { LightApiError } from '../common/light-api.error.js';
import type { BodyLimits } from '../resource/resource.js';

/**
 * Refuses a body by its length in bytes: the `Content-Length` as announced, or the length as received.
 *
 * @throws LightApiError LA207 (413, RFC 9110 §15.5.14)
 */
export function checkBodySize(bytes: number | undefined, limits: BodyLimits): void {
  if (bytes === undefined || bytes <= limits.maxBytes) return;
  throw new LightApiError('LA207', `The body is larger than ${limits.maxBytes} bytes.`);
}
