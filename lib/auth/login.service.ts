import { LightApiError } from '../common/light-api.error.js';
import type { SessionStore } from '../repository/session-store.js';
import type { AccessTokens } from './access-tokens.js';
import type { AccountStore } from './account-store.js';
import { invalidCredentials } from './authenticator.js';
import { callerIdentity, type Identity } from './identity.js';
import type { PasswordCheck } from './password-check.js';
import { createRefreshToken, parseRefreshToken } from './refresh-token.js';

/** What a login and a refresh answer with. */
export interface LoginResult {
  /** The access token, for `Authorization: Bearer`. */
  readonly token: string;
  readonly tokenType: 'Bearer';
  /** Seconds until the access token is over. */
  readonly expiresIn: number;
  /** Good for one refresh. */
  readonly refreshToken?: string;
  /** The caller: `id`, `roles` and the claims of the account. */
  readonly user: Readonly<Record<string, unknown>>;
}

/** Where sessions are kept, and for how long. */
export interface SessionTerms {
  readonly store: SessionStore;
  /** How long one lives that nobody refreshes. */
  readonly expiresInSeconds: number;
}

/** Turns passwords into tokens, old refresh tokens into new ones, and ends sessions. */
export class LoginService {
  constructor(
    private readonly accounts: AccountStore,
    private readonly passwords: PasswordCheck,
    private readonly tokens: AccessTokens,
    private readonly sessions: SessionTerms | undefined,
  ) {}

  /** @throws LightApiError LA601 (401) in the same words and time whatever is wrong, LA603 (429) after too many tries */
  async login(username: string, password: string, address: string): Promise<LoginResult> {
    const account = await this.passwords.check(username, password, address);
    const identity = callerIdentity(account);
    if (identity === undefined) throw new LightApiError('LA601', 'Username and password do not belong together.');
    if (this.sessions === undefined) return this.resultFor(identity, undefined);
    const refreshToken = createRefreshToken();
    const { session: id, token, text } = refreshToken;
    const { store } = this.sessions;
    await store.create({ id, token, subject: identity.principal.id!, expiresAt: this.expiry(this.sessions) });
    store.purgeSometimes();
    return { ...this.resultFor(identity, id), refreshToken: text };
  }

  /** @throws LightApiError LA602 (401); a token that was used before ends its session, since somebody has stolen it */
  async refresh(text: string): Promise<LoginResult> {
    const used = parseRefreshToken(text);
    if (used === undefined || this.sessions === undefined) throw invalidCredentials();
    const { store } = this.sessions;
    const next = createRefreshToken(used);
    const subject = await store.rotate(used.session, used.token, next.token, this.expiry(this.sessions));
    const identity = subject === undefined ? undefined : callerIdentity(await this.accounts.findById(subject));
    if (identity === undefined) {
      await store.end(used.session);
      throw invalidCredentials();
    }
    return { ...this.resultFor(identity, used.session), refreshToken: next.text };
  }

  /** Ends a session: its tokens, access tokens included, are no good from now on. */
  async logout(session: string | undefined): Promise<void> {
    if (session !== undefined) await this.sessions?.store.end(session);
  }

  private resultFor({ principal, user }: Identity, session: string | undefined): LoginResult {
    const token = this.tokens.sign(principal.id!, session);
    return { token, tokenType: 'Bearer', expiresIn: this.tokens.expiresInSeconds, user };
  }

  private expiry({ expiresInSeconds }: SessionTerms): number {
    return Date.now() + expiresInSeconds * 1000;
  }
}
