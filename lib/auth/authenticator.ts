import { LightApiError } from '../common/light-api.error.js';
import type { Identity } from './identity.js';
import type { PrincipalRequest } from './request-principal.js';

/** One way to say who one is. */
export interface Authenticator {
  /** Whether the request has credentials of this kind. */
  isMeant(request: PrincipalRequest): boolean;
  /** @throws LightApiError LA602 (401) for credentials that are not valid, LA603 (429) after too many of them */
  identify(request: PrincipalRequest): Identity | Promise<Identity>;
}

/** LA602 (401), always in the same words: what is wrong with credentials is nobody's business. */
export function invalidCredentials(): LightApiError {
  return new LightApiError('LA602', 'The credentials are not valid, or not any more.');
}

/** What stands behind the name of a scheme in `Authorization`; names are written in any case (RFC 9110 §11.1). */
export function credentialsOf({ headers }: PrincipalRequest, scheme: string): string | undefined {
  const { authorization } = headers;
  if (typeof authorization !== 'string') return undefined;
  const space = authorization.indexOf(' ');
  const name = space < 0 ? authorization : authorization.slice(0, space);
  if (name.toLowerCase() !== scheme) return undefined;
  return space < 0 ? '' : authorization.slice(space + 1).trim();
}
