import { ANONYMOUS, type Principal } from '../common/principal.js';
import { invalidCredentials, type Authenticator } from './authenticator.js';
import type { Identity } from './identity.js';
import type { PrincipalSource } from './principal-source.js';
import type { PrincipalRequest } from './request-principal.js';
import { userPrincipal } from './user-principal.js';

/** Credentials that were looked at already, and what came of it. */
type Outcome = Identity | Promise<Identity | undefined>;

/** What is tried when no credentials are of a known kind, such as the cookie of a Passport strategy. */
export interface FallbackAuthenticator {
  /** `undefined` for somebody it does not know. */
  identify(request: PrincipalRequest): Promise<Identity | undefined>;
}

/**
 * Finds out who asks by their credentials, once per request. A `user` whom a guard of the application has set is who asks;
 * no credentials are the anonymous principal's; credentials that are not valid never are.
 */
export class CredentialSource implements PrincipalSource {
  private readonly outcomes = new WeakMap<object, Outcome>();

  constructor(
    private readonly authenticators: readonly Authenticator[],
    private readonly fallback: FallbackAuthenticator | undefined,
  ) {}

  /** @throws LightApiError LA602 (401) for credentials that are not valid, LA603 (429) after too many of them */
  principalFor(request: PrincipalRequest): Principal | Promise<Principal> {
    const outcome = this.outcomes.get(request);
    if (outcome instanceof Promise) return outcome.then((identity) => current(request, identity));
    if (outcome !== undefined || request.user) return current(request, outcome);
    const found = this.identify(request);
    if (found === undefined) return ANONYMOUS;
    this.outcomes.set(request, found);
    if (!(found instanceof Promise)) return attach(request, found);
    return found.then((identity) => attach(request, identity));
  }

  /** The session that the caller's credentials belong to. Known once the principal is. */
  async sessionOf(request: PrincipalRequest): Promise<string | undefined> {
    const identity = await this.outcomes.get(request);
    return identity !== undefined && request.user === identity.user ? identity.session : undefined;
  }

  private identify(request: PrincipalRequest): Outcome | undefined {
    const meant = this.authenticators.filter((authenticator) => authenticator.isMeant(request));
    // Of two kinds at once one might be somebody else's.
    if (meant.length > 1) throw invalidCredentials();
    if (this.fallback !== undefined) return this.withFallback(request, meant[0], this.fallback);
    if (meant.length === 1) return meant[0]!.identify(request);
    if (request.headers['authorization'] !== undefined) throw invalidCredentials();
    return undefined;
  }

  private async withFallback(
    request: PrincipalRequest,
    meant: Authenticator | undefined,
    fallback: FallbackAuthenticator,
  ): Promise<Identity | undefined> {
    try {
      if (meant !== undefined) return await meant.identify(request);
    } catch (error) {
      // A token may be one for a strategy of the application.
      const identity = await fallback.identify(request);
      if (identity === undefined) throw error;
      return identity;
    }
    const identity = await fallback.identify(request);
    if (identity === undefined && request.headers['authorization'] !== undefined) throw invalidCredentials();
    return identity;
  }
}

/** Who asks now: a guard may have set somebody else meanwhile. */
function current(request: PrincipalRequest, identity: Identity | undefined): Principal {
  if (identity !== undefined && request.user === identity.user) return identity.principal;
  return userPrincipal(request.user);
}

function attach(request: PrincipalRequest, identity: Identity | undefined): Principal {
  if (identity === undefined) return ANONYMOUS;
  request.user = identity.user;
  return identity.principal;
}
