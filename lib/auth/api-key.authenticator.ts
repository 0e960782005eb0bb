import { createHash } from 'node:crypto';
import type { ApiKeyStore } from './api-key-store.js';
import { invalidCredentials, type Authenticator } from './authenticator.js';
import { callerIdentity, type Identity } from './identity.js';
import type { PrincipalRequest } from './request-principal.js';

/** Header field of API keys where the options name no other. */
export const DEFAULT_API_KEY_HEADER = 'X-API-Key';

/** Keys of clients that are programs, in a header field of their own. */
export class ApiKeyAuthenticator implements Authenticator {
  private readonly field: string;

  constructor(
    private readonly keys: ApiKeyStore,
    header: string,
  ) {
    this.field = header.toLowerCase();
  }

  isMeant({ headers }: PrincipalRequest): boolean {
    return headers[this.field] !== undefined;
  }

  async identify({ headers }: PrincipalRequest): Promise<Identity> {
    const key = headers[this.field];
    if (typeof key !== 'string' || key === '') throw invalidCredentials();
    const identity = callerIdentity(await this.keys.find(createHash('sha256').update(key).digest('hex')));
    if (identity === undefined) throw invalidCredentials();
    return identity;
  }
}
