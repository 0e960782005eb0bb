import type { Principal } from './principal.js';

/**
 * The application itself, where its own code asks and names nobody: access rules do not hold for it. It is known by being
 * this very object, so that no request can be made by it, whatever credentials say.
 */
export const APPLICATION: Principal = Object.freeze({
  id: undefined,
  roles: Object.freeze([]),
  claims: Object.freeze(Object.create(null) as Record<string, unknown>),
});
