import { LightApiError } from '../common/light-api.error.js';
import type { Principal } from '../common/principal.js';

/** LA600 (401) for who has not said who they are, LA700 (403) for who has. */
export function forbidden({ id }: Principal): LightApiError {
  return id === undefined
    ? new LightApiError('LA600', 'Say who you are: this is not for everybody.')
    : new LightApiError('LA700', 'You may not do this.');
}
