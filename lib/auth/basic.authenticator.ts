import { createHmac, randomBytes } from 'node:crypto';
import { isStorableText } from '../resource/storable-text.js';
import type { Account, AccountStore } from './account-store.js';
import { credentialsOf, invalidCredentials, type Authenticator } from './authenticator.js';
import { callerIdentity, type Identity } from './identity.js';
import { MAX_PASSWORD, MAX_USERNAME, type PasswordCheck } from './password-check.js';
import { addressOf, type PrincipalRequest } from './request-principal.js';

/** How long a password that was right need not be compared again, in milliseconds. */
const KNOWN_FOR_MS = 60_000;
/** Passwords that are remembered at once. */
const MAX_KNOWN = 1000;

/**
 * Username and password with each request (RFC 7617). To compare a password is slow on purpose and counts as a try, so
 * right ones are remembered for a minute, by a digest that a new password of the account makes useless.
 */
export class BasicAuthenticator implements Authenticator {
  private readonly digestKey = randomBytes(32);
  /** When digests are forgotten, in milliseconds since 1970; the oldest are first. */
  private readonly known = new Map<string, number>();

  constructor(
    private readonly accounts: AccountStore,
    private readonly passwords: PasswordCheck,
  ) {}

  isMeant(request: PrincipalRequest): boolean {
    return credentialsOf(request, 'basic') !== undefined;
  }

  async identify(request: PrincipalRequest): Promise<Identity> {
    const { username, password } = pairOf(credentialsOf(request, 'basic') ?? '');
    const identity = callerIdentity(
      (await this.remembered(username, password)) ?? (await this.compared(username, password, request)),
    );
    if (identity === undefined) throw invalidCredentials();
    return identity;
  }

  private async remembered(username: string, password: string): Promise<Account | undefined> {
    if (this.known.size === 0) return undefined;
    const account = await this.accounts.findByUsername(username);
    if (!account) return undefined;
    const until = this.known.get(this.digest(account, password));
    return until !== undefined && until > Date.now() ? account : undefined;
  }

  private async compared(username: string, password: string, request: PrincipalRequest): Promise<Account | undefined> {
    const account = await this.passwords.check(username, password, addressOf(request));
    if (account === undefined) return undefined;
    const digest = this.digest(account, password);
    this.known.delete(digest);
    if (this.known.size >= MAX_KNOWN) this.known.delete(this.known.keys().next().value!);
    this.known.set(digest, Date.now() + KNOWN_FOR_MS);
    return account;
  }

  private digest({ id, passwordHash }: Account, password: string): string {
    const text = JSON.stringify([String(id), passwordHash, password]);
    return createHmac('sha256', this.digestKey).update(text).digest('base64');
  }
}

/** @throws LightApiError LA602 (401) for what is no pair of texts */
function pairOf(credentials: string): { readonly username: string; readonly password: string } {
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const username = text.slice(0, colon);
  const password = text.slice(colon + 1);
  const isSound =
    colon > 0 && username.length <= MAX_USERNAME && password.length <= MAX_PASSWORD && isStorableText(username);
  if (!isSound) throw invalidCredentials();
  return { username, password };
}
