/** Somebody who may ask, as an application knows them. */
export interface Caller {
  /** Stays the same for good: the `sub` of tokens, and what `owner()` rules compare with. */
  readonly id: string | number;
  /** Default: none. */
  readonly roles?: readonly string[];
  /** `true`: valid credentials are answered like wrong ones. Default `false`. */
  readonly suspended?: boolean;
  /** What else clients and access rules may know, such as a name or a tenant. It leaves in answers. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A caller who proves it with a password. */
export interface Account extends Caller {
  /** What `verifyPassword` compares with; never leaves. `null` for an account without a password. */
  readonly passwordHash: string | null;
}

/**
 * Where an application keeps its accounts. Extend it and name the class in `auth.accounts`.
 *
 * @example
 * ```ts
 * @Injectable()
 * export class LibraryAccounts extends AccountStore {
 *   constructor(@InjectRepository(User) private readonly users: Repository<User>) {
 *     super();
 *   }
 *
 *   findByUsername(email: string): Promise<Account | null> {
 *     return this.users.findOneBy({ email });
 *   }
 *
 *   findById(id: string): Promise<Account | null> {
 *     return this.users.findOneBy({ id });
 *   }
 *
 *   verifyPassword(hash: string, password: string): Promise<boolean> {
 *     return verify(hash, password); // @node-rs/argon2
 *   }
 *
 *   hashPassword(password: string): Promise<string> {
 *     return hash(password);
 *   }
 * }
 * ```
 */
export abstract class AccountStore {
  /** Called for each login. The text is what the client sent, at most 255 characters. */
  abstract findByUsername(username: string): Promise<Account | null | undefined> | Account | null | undefined;
  /** Called for each request with a token, so that a suspended or removed account is out at once. */
  abstract findById(id: string): Promise<Account | null | undefined> | Account | null | undefined;
  /** Compares a password with a hash that {@link hashPassword} made. */
  abstract verifyPassword(hash: string, password: string): Promise<boolean> | boolean;
  /**
   * Called once at boot, for the hash that passwords of unknown accounts are compared with: it has to cost what hashes of
   * real accounts cost.
   */
  abstract hashPassword(password: string): Promise<string> | string;
}
