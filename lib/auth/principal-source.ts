import type { Principal } from '../common/principal.js';
import { userPrincipal } from './user-principal.js';
import type { PrincipalRequest } from './request-principal.js';

/** Injection token of what finds out who asks. */
export const LIGHT_API_PRINCIPALS = Symbol('LIGHT_API_PRINCIPALS');

/** Finds out who asks. */
export interface PrincipalSource {
  /** @throws LightApiError LA602 (401) for credentials that are not valid; none at all are the anonymous principal's. */
  principalFor(request: PrincipalRequest): Principal | Promise<Principal>;
  /** The session that the caller's credentials belong to, where sessions are kept; known once the principal is. */
  sessionOf?(request: PrincipalRequest): Promise<string | undefined>;
}

/** For an application that authenticates by guards of its own: whatever they have put on the request. */
export const HOST_PRINCIPALS: PrincipalSource = { principalFor: ({ user }) => userPrincipal(user) };
