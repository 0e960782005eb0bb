import { ANONYMOUS, type Principal } from '../common/principal.js';

/** The user that a guard of the host application has put on a request, as a principal: its `id` or `sub`, its `roles`. */
export function userPrincipal(user: unknown): Principal {
  if (typeof user !== 'object' || user === null) return ANONYMOUS;
  const { id, sub, roles } = user as { readonly id?: unknown; readonly sub?: unknown; readonly roles?: unknown };
  const name = id ?? sub;
  if ((typeof name !== 'string' && typeof name !== 'number') || name === '') return ANONYMOUS;
  return {
    id: String(name),
    roles: Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [],
    claims: user as Readonly<Record<string, unknown>>,
  };
}
