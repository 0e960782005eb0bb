import type { AccessTokens, TokenClaims } from './access-tokens.js';
import type { AccountStore } from './account-store.js';
import { credentialsOf, invalidCredentials, type Authenticator } from './authenticator.js';
import { callerIdentity, identityOf, type Identity } from './identity.js';
import type { PrincipalRequest } from './request-principal.js';

/** Tells whether a session has not been ended. */
export interface LiveSessions {
  isLive(session: string): Promise<boolean>;
}

/**
 * Access tokens (RFC 6750). Where the application's accounts are known, the caller is as its account is now, whatever
 * the token said when it was made.
 */
export class BearerAuthenticator implements Authenticator {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly accounts: AccountStore | undefined,
    private readonly sessions: LiveSessions | undefined,
  ) {}

  isMeant(request: PrincipalRequest): boolean {
    return credentialsOf(request, 'bearer') !== undefined;
  }

  identify(request: PrincipalRequest): Identity | Promise<Identity> {
    const claims = this.tokens.verify(credentialsOf(request, 'bearer') ?? '');
    if (claims === undefined) throw invalidCredentials();
    return this.accounts === undefined ? claimedIdentity(claims) : this.knownIdentity(claims, this.accounts);
  }

  private async knownIdentity({ sub, sid }: TokenClaims, accounts: AccountStore): Promise<Identity> {
    const [account, isLive] = await Promise.all([
      accounts.findById(sub),
      sid === undefined || this.sessions === undefined || this.sessions.isLive(sid),
    ]);
    const identity = isLive ? callerIdentity(account, sid) : undefined;
    if (identity === undefined) throw invalidCredentials();
    return identity;
  }
}

/** The caller as whoever made the token knows them. */
function claimedIdentity(claims: TokenClaims): Identity {
  const { roles } = claims;
  const names = Array.isArray(roles) ? roles.filter((role): role is string => typeof role === 'string') : [];
  return identityOf(claims.sub, names, claims);
}
