import type { Principal } from '../common/principal.js';
import { userPrincipal } from './user-principal.js';

/** The part of Express's and Fastify's requests that tells who asks. */
export interface PrincipalRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Address of the client: of the socket, unless the platform was told to trust a proxy. */
  readonly ip?: string;
  /** What guards of the host application, Passport's among them, say of the caller. */
  user?: unknown;
}

/** A property of the request: a map on the side would cost each request more than the rest of the guard. */
const PRINCIPAL = Symbol('LightApi principal');

/** Remembers who asks, for as long as the request is there. */
export function setPrincipal(request: object, principal: Principal): void {
  (request as { [PRINCIPAL]?: Principal })[PRINCIPAL] = principal;
}

/** Who asks, once a guard has found it out: one of ours, or one of the application's that has set `user`. */
export function principalOf(request: object): Principal {
  const known = (request as { readonly [PRINCIPAL]?: Principal })[PRINCIPAL];
  return known ?? userPrincipal((request as PrincipalRequest).user);
}

/** Where the request comes from; a group of its own for those of whom nothing is known. */
export function addressOf({ ip }: PrincipalRequest): string {
  return ip ?? 'unknown';
}
