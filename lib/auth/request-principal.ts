import { ANONYMOUS, type Principal } from '../common/principal.js';

/** The part of Express's and Fastify's requests that tells who asks. */
export interface PrincipalRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** What guards of the host application, Passport's among them, say of the caller. */
  user?: unknown;
}

const principals = new WeakMap<object, Principal>();

/** Remembers who asks, for as long as the request is there. */
export function setPrincipal(request: object, principal: Principal): void {
  principals.set(request, principal);
}

/** Who asks, once a guard has found it out. */
export function principalOf(request: object): Principal {
  return principals.get(request) ?? ANONYMOUS;
}
