import type { INestApplication } from '@nestjs/common';
import { AccountStore } from '../../auth/account-store.js';
import { LightApiAuth } from '../../light-api.auth-assembly.js';
import type { StandIns } from './stand-ins.js';
import type { TestAppOptions, TestUser } from './test-api.options.js';

/**
 * Finds the header fields that make a request somebody's. A token of the application's own where it takes tokens that it
 * can make, so that all of its authentication runs; else the user stands on the request as if a guard had put it there.
 */
export class SignIn {
  private readonly auth: LightApiAuth;
  private readonly keepsAccounts: boolean;

  constructor(
    app: INestApplication,
    private readonly standIns: StandIns,
    private readonly credentials: TestAppOptions['credentials'],
  ) {
    this.auth = app.get(LightApiAuth, { strict: false });
    this.keepsAccounts = isThere(() => app.get(AccountStore, { strict: false }));
  }

  headersOf(user: TestUser): Readonly<Record<string, string>> {
    if (this.credentials !== undefined) return this.credentials(user);
    const { tokens } = this.auth;
    if (tokens?.settings.signKey === undefined || !this.isToldByToken(user)) return this.standIns.headersOf(user);
    const { id, roles = [], claims = {} } = user;
    const token = tokens.sign(String(id), undefined, { ...claims, roles });
    return { authorization: `Bearer ${token}` };
  }

  /** Where accounts are kept, theirs are the roles and the claims, whatever a token says. */
  private isToldByToken({ roles, claims }: TestUser): boolean {
    return !this.keepsAccounts || (roles === undefined && claims === undefined);
  }
}

function isThere(find: () => unknown): boolean {
  try {
    return find() !== undefined;
  } catch {
    return false;
  }
}
