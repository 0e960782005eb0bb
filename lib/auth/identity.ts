import type { Principal } from '../common/principal.js';
import type { Caller } from './account-store.js';

/** Somebody who has proved who they are. */
export interface Identity {
  readonly principal: Principal;
  /** What stands on the request as `user`: the claims, an `id` and `roles`. */
  readonly user: Readonly<Record<string, unknown>>;
  /** The session that the credentials belong to, where there is one. */
  readonly session?: string;
}

/** The identity of a caller whom the application knows; `undefined` for one who is suspended. */
export function callerIdentity(caller: Caller | null | undefined, session?: string): Identity | undefined {
  if (!caller || caller.suspended === true) return undefined;
  return identityOf(String(caller.id), caller.roles ?? [], caller.claims ?? {}, session);
}

export function identityOf(
  id: string,
  roles: readonly string[],
  claims: Readonly<Record<string, unknown>>,
  session?: string,
): Identity {
  const user = { ...claims, id, roles };
  return { principal: { id, roles, claims: user }, user, ...(session !== undefined && { session }) };
}
