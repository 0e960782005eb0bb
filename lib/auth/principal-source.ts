import type { Principal } from '../common/principal.js';
import { userPrincipal } from './user-principal.js';
import type { PrincipalRequest } from './request-principal.js';

/** Finds out who asks. */
export interface PrincipalSource {
  /** @throws LightApiError LA602 (401) for credentials that are not valid; none at all are the anonymous principal's. */
  principalFor(request: PrincipalRequest): Principal | Promise<Principal>;
}

/** For an application that authenticates by guards of its own: whatever they have put on the request. */
export const HOST_PRINCIPALS: PrincipalSource = { principalFor: ({ user }) => userPrincipal(user) };
