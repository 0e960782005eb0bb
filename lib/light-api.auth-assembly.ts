import type { CanActivate } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import type { AccessTokens } from './auth/access-tokens.js';
import type { AccountStore } from './auth/account-store.js';
import { ApiKeyAuthenticator, DEFAULT_API_KEY_HEADER } from './auth/api-key.authenticator.js';
import type { ApiKeyStore } from './auth/api-key-store.js';
import { AuthSchemes, NO_SCHEMES } from './auth/auth-schemes.js';
import { Attempts } from './auth/attempts.js';
import type { AuthOptions } from './auth/auth.options.js';
import type { Authenticator } from './auth/authenticator.js';
import { BasicAuthenticator } from './auth/basic.authenticator.js';
import { BearerAuthenticator } from './auth/bearer.authenticator.js';
import { CredentialSource, type FallbackAuthenticator } from './auth/credential.source.js';
import { resolveJwt, type JwtSettings } from './auth/jwt.settings.js';
import { LoginService } from './auth/login.service.js';
import { PasswordCheck } from './auth/password-check.js';
import { HOST_PRINCIPALS, type PrincipalSource } from './auth/principal-source.js';
import { FallbackCounter, type FallbackOptions } from './auth/fallback.counter.js';
import { withMappedFailures } from './auth/mapped-failures.js';
import type { RequestCounter } from './auth/request-counter.js';
import { DEFAULT_NAMESPACE } from './cache/cache.options.js';
import type { RedisConnection } from './cache/redis/redis-connection.js';
import { LightApiError } from './common/light-api.error.js';
import type { BootProblem } from './compiler/boot.error.js';
import { loginMethods, type LoginRoutes } from './http/login.controller.factory.js';
import { readEnvironment } from './config/environment.js';
import { areObjects, checkAuthOptions, checkCors, checkThrottle } from './light-api.auth-checks.js';
import { checkRuntimeKeys } from './light-api.option-keys.js';
import type { LightApiRuntimeOptions } from './light-api.options.js';
import type { SessionStore } from './repository/session-store.js';
import { mapUnplacedError } from './repository/typeorm/driver-error.mapper.js';
import { AuthSession } from './repository/typeorm/sessions/auth-session.js';
import { TypeormSessionStore } from './repository/typeorm/sessions/typeorm-session.store.js';

/** What authentication is made of. */
export interface AuthIngredients {
  readonly auth: AuthOptions | undefined;
  readonly login: LoginRoutes | undefined;
  readonly options: LightApiRuntimeOptions;
  readonly reflector: Reflector;
  readonly accounts: AccountStore | undefined;
  readonly apiKeys: ApiKeyStore | undefined;
  readonly dataSource: DataSource | undefined;
  readonly redis: RedisConnection | undefined;
}

/** Authentication of a running application; with `problems` it does not run. */
export class LightApiAuth {
  principals: PrincipalSource = HOST_PRINCIPALS;
  schemes = NO_SCHEMES;
  login: LoginService | undefined;
  /** `undefined` where access tokens are not taken. */
  tokens: SigningTokens | undefined;
  throttle: CanActivate | undefined;
  /** Methods by path of the routes of login. */
  routes: ReadonlyMap<string, readonly string[]> = new Map();
  readonly problems: BootProblem[] = [];
  /** What is refused in production and said aloud elsewhere. */
  readonly warnings: string[] = [];
}

/** Access tokens, with what they are made by. */
export type SigningTokens = AccessTokens & { readonly settings: JwtSettings };

type Report = (problem: Omit<BootProblem, 'place'>) => void;

const DEFAULT_ATTEMPTS = 10;
const ADDRESS_FACTOR = 3;
const DEFAULT_WINDOW_MS = 60_000;
/** How long Redis is waited for; together with what the cache may wait it is less than 100 ms. */
const REDIS_STORAGE: FallbackOptions = { name: 'Redis', answerMs: 25 };

/** Chooses and joins the parts. Packages that an application need not have are loaded only for what it asks for. */
export async function assembleAuth(given: AuthIngredients): Promise<LightApiAuth> {
  const made = new LightApiAuth();
  const ingredients: AuthIngredients = {
    ...given,
    accounts: given.accounts && withMappedFailures(given.accounts, mapOutage),
    apiKeys: given.apiKeys && withMappedFailures(given.apiKeys, mapOutage),
  };
  const report: Report = (problem) => void made.problems.push({ ...problem, place: 'forRoot' });
  const { auth, login, options } = ingredients;
  if (login !== undefined) made.routes = loginMethods(login);
  checkRuntimeKeys(options, report);
  if (!areObjects({ ...options, auth }, report)) return made;
  if (auth !== undefined) checkAuthOptions(auth, report);
  if (options.cors !== undefined && options.cors !== false) checkCors(options.cors, report);
  if (options.throttle !== undefined) checkThrottle(options.throttle, report);
  const tokens = await tokensOf(ingredients, made, report);
  const sessions = sessionsOf(ingredients, report);
  const counter = await counterOf(ingredients, report);
  if (made.problems.length > 0) return made;
  await join(made, ingredients, tokens, sessions, counter, report);
  return made;
}

async function join(
  made: LightApiAuth,
  { auth, login, options, reflector, accounts, apiKeys }: AuthIngredients,
  tokens: SigningTokens | undefined,
  sessions: SessionStore | undefined,
  counter: RequestCounter | undefined,
  report: Report,
): Promise<void> {
  const passwords =
    accounts !== undefined && counter !== undefined
      ? await PasswordCheck.create(accounts, new Attempts(counter, attemptLimits(auth)))
      : undefined;
  const authenticators: Authenticator[] = [];
  made.tokens = tokens;
  if (tokens !== undefined) {
    const bearer = new BearerAuthenticator(tokens, accounts, sessions);
    authenticators.push(bearer);
    await registerStrategy(bearer);
  }
  if (auth?.basic === true && passwords !== undefined) {
    authenticators.push(new BasicAuthenticator(accounts!, passwords));
  }
  if (apiKeys !== undefined) {
    authenticators.push(new ApiKeyAuthenticator(apiKeys, auth?.apiKeyHeader ?? DEFAULT_API_KEY_HEADER));
  }
  const strategies = await strategiesOf(auth?.strategies ?? [], report);
  if (authenticators.length > 0 || strategies !== undefined) {
    made.principals = new CredentialSource(authenticators, strategies);
  }
  made.schemes = new AuthSchemes({
    bearer: tokens !== undefined,
    basic: auth?.basic === true,
    apiKeyHeader: apiKeys && (auth?.apiKeyHeader ?? DEFAULT_API_KEY_HEADER),
    throttled: options.throttle !== undefined,
  });
  if (login !== undefined && tokens !== undefined && passwords !== undefined) {
    const terms = sessions && { store: sessions, expiresInSeconds: tokens.settings.refreshExpiresInSeconds };
    made.login = new LoginService(accounts!, passwords, tokens, terms);
  }
  if (options.throttle !== undefined && counter !== undefined) {
    const { ThrottleGuard } = await import('./http/throttle.guard.js');
    const guard = new ThrottleGuard(options.throttle, counter, reflector, made.principals);
    await guard.onModuleInit();
    made.throttle = guard;
  }
}

/** A database that is away is no fault of whoever asks, and theirs to ask again: 503. */
function mapOutage(error: unknown): unknown {
  const mapped = mapUnplacedError(error);
  return mapped instanceof LightApiError && mapped.status >= 500 ? mapped : error;
}

/** Access tokens are on where they are made, or where somebody has named a key for them. */
async function tokensOf(
  { auth, login, options }: AuthIngredients,
  made: LightApiAuth,
  report: Report,
): Promise<SigningTokens | undefined> {
  const { environment } = readEnvironment();
  const isOn =
    login !== undefined || options.jwt !== undefined || (auth !== undefined && environment.jwtSecret !== undefined);
  if (!isOn) return undefined;
  const { settings, problems, warnings } = resolveJwt(options.jwt ?? {}, {
    secret: environment.jwtSecret,
    isProduction: environment.isProduction,
    signs: login !== undefined,
  });
  for (const problem of problems) report({ code: 'LA044', ...problem });
  made.warnings.push(...warnings.map(({ message, fix }) => `${message} ${fix}.`));
  const loaded = await load('@nestjs/jwt', () => import('./auth/jwt.tokens.js'), 'access tokens', report);
  return settings && loaded && new loaded.JwtTokens(settings);
}

function sessionsOf({ auth, login, dataSource }: AuthIngredients, report: Report): SessionStore | undefined {
  if (login?.refreshes !== true) return undefined;
  if (dataSource?.hasMetadata(AuthSession) === true) return new TypeormSessionStore(dataSource);
  const name = auth?.dataSource ?? 'default';
  report({
    code: 'LA032',
    message:
      dataSource === undefined
        ? `there is no data source "${name}" to keep sessions in.`
        : `the data source "${name}" does not know the entity AuthSession.`,
    fix: 'set autoLoadEntities: true, add AuthSession to its entities, or set auth.login.refresh: false',
  });
  return undefined;
}

/** Requests are counted where passwords can be tried, and where `throttle` says so. */
async function counterOf(
  { accounts, auth, login, options, redis }: AuthIngredients,
  report: Report,
): Promise<RequestCounter | undefined> {
  const triesPasswords = accounts !== undefined && (login !== undefined || auth?.basic === true);
  if (!triesPasswords && options.throttle === undefined) return undefined;
  const loaded = await load('@nestjs/throttler', () => import('./http/throttle.guard.js'), 'counting requests', report);
  const memory = loaded?.createMemoryCounter();
  if (memory === undefined) return undefined;
  if (options.throttle?.storage !== undefined) return new FallbackCounter(options.throttle.storage, memory);
  if (redis === undefined) return memory;
  const shared = redis.counter(options.cache?.namespace ?? DEFAULT_NAMESPACE);
  return new FallbackCounter(shared, memory, REDIS_STORAGE);
}

/** For controllers of the application's own, which cannot name the strategy without having Passport. */
async function registerStrategy(bearer: Authenticator): Promise<void> {
  const loaded = await load(
    '@nestjs/passport',
    () => import('./auth/jwt.strategy.js'),
    '',
    () => undefined,
  );
  loaded?.registerJwtStrategy(bearer);
}

async function strategiesOf(names: readonly string[], report: Report): Promise<FallbackAuthenticator | undefined> {
  if (names.length === 0) return undefined;
  const loaded = await load('passport', () => import('./auth/passport.strategies.js'), 'auth.strategies', report);
  return loaded && new loaded.PassportStrategies(names);
}

async function load<Loaded>(
  packageName: string,
  importIt: () => Promise<Loaded>,
  purpose: string,
  report: Report,
): Promise<Loaded | undefined> {
  try {
    return await importIt();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    report({
      code: 'LA044',
      message: `${packageName} is not installed, and ${purpose} cannot do without it.`,
      fix: `npm install ${packageName}`,
    });
    return undefined;
  }
}

function attemptLimits(auth: AuthOptions | undefined): ConstructorParameters<typeof Attempts>[1] {
  const attempts = (auth?.login || undefined)?.attempts ?? {};
  const { limit = DEFAULT_ATTEMPTS, windowMs = DEFAULT_WINDOW_MS } = attempts;
  return { limit, windowMs, addressLimit: attempts.addressLimit ?? limit * ADDRESS_FACTOR };
}
