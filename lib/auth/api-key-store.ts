import type { Caller } from './account-store.js';

/**
 * Where an application keeps the API keys of its clients. Extend it and name the class in `auth.apiKeys`. Keys have to be
 * long and random, such as `randomBytes(32)`: then a plain digest is enough to keep them secret.
 */
export abstract class ApiKeyStore {
  /**
   * Whose key it is; nobody's is answered with 401.
   *
   * @param digest SHA-256 of the key in hex, 64 characters: the key itself need not be stored
   */
  abstract find(digest: string): Promise<Caller | null | undefined> | Caller | null | undefined;
}
