import { randomBytes } from 'node:crypto';
import type { Account, AccountStore } from './account-store.js';
import type { Attempts } from './attempts.js';

export const MAX_USERNAME = 255;
export const MAX_PASSWORD = 1024;

/** Compares usernames and passwords with accounts, in the same time whether there is such an account or not. */
export class PasswordCheck {
  private constructor(
    private readonly accounts: AccountStore,
    private readonly attempts: Attempts,
    private readonly dummyHash: string,
  ) {}

  static async create(accounts: AccountStore, attempts: Attempts): Promise<PasswordCheck> {
    return new PasswordCheck(accounts, attempts, await accounts.hashPassword(randomBytes(24).toString('base64url')));
  }

  /**
   * The account, if the password is the right one. Whether it is suspended is another question.
   *
   * @throws LightApiError LA603 (429) after too many tries
   */
  async check(username: string, password: string, address: string): Promise<Account | undefined> {
    await this.attempts.count(username, address);
    const account = await this.accounts.findByUsername(username);
    const hash = account?.passwordHash ?? undefined;
    const isRight = await this.accounts.verifyPassword(hash ?? this.dummyHash, password);
    return account && hash !== undefined && isRight ? account : undefined;
  }
}
