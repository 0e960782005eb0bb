import type { DynamicModule, Provider, Type } from '@nestjs/common';
import type { AccountStore } from './account-store.js';
import type { ApiKeyStore } from './api-key-store.js';

/** How often somebody may try a password. */
export interface AttemptOptions {
  /** Tries for one account, from wherever they come. Default 10. */
  readonly limit?: number;
  /** Tries from one address, for whichever accounts. Default: three times `limit`. */
  readonly addressLimit?: number;
  /** Time in which tries count, and for which there are none after too many, in milliseconds. Default 60,000. */
  readonly windowMs?: number;
}

/** The routes for who has an account. */
export interface LoginOptions {
  /** Path before `login`, `refresh`, `logout` and `me`. Default `auth`. */
  readonly path?: string;
  /** `false`: no refresh tokens, no sessions, and so no logout. Default `true`. */
  readonly refresh?: boolean;
  /** Counted for HTTP Basic, too. */
  readonly attempts?: AttemptOptions;
}

/** Ways to say who one is. Known when Nest scans its modules; keys and secrets are in `jwt`. */
export interface AuthOptions {
  /** Where accounts are kept: a class that extends {@link AccountStore}. Without it there is no login. */
  readonly accounts?: Type<AccountStore>;
  /** Where API keys are kept: a class that extends {@link ApiKeyStore}. */
  readonly apiKeys?: Type<ApiKeyStore>;
  /** The header field that an API key stands in. Default `X-API-Key`. */
  readonly apiKeyHeader?: string;
  /** Takes username and password with each request (RFC 7617). Needs `accounts`. Default `false`. */
  readonly basic?: boolean;
  /** Names of Passport strategies that the application has registered; the first that knows the caller wins. */
  readonly strategies?: readonly string[];
  /** `POST /auth/login` and what belongs to it. Default: there, where there are `accounts`. */
  readonly login?: LoginOptions | false;
  /** Name of the TypeORM data source that keeps the sessions. Default `default`. */
  readonly dataSource?: string;
  /** Modules that the stores inject from. */
  readonly imports?: DynamicModule['imports'];
  readonly providers?: readonly Provider[];
}
