import type { BootProblem } from './compiler/boot.error.js';
import { CACHE_KEYS, checkEnhancers, checkKeys, type KeysOf } from './compiler/rules/option-keys.rule.js';
import { checkTenancy } from './compiler/rules/tenancy.rule.js';
import type { AttemptOptions, AuthOptions, LoginOptions } from './auth/auth.options.js';
import type { JwtOptions } from './auth/jwt.options.js';
import type { ThrottleOptions } from './auth/throttle.options.js';
import type { CacheOptions } from './cache/cache.options.js';
import type { CorsOptions } from './http/cors.options.js';
import type { HealthOptions } from './health/health.options.js';
import type { DocsOptions } from './http/docs.options.js';
import type { LightApiExtras } from './light-api.module-definition.js';
import type { PressureOptions } from './http/pressure.options.js';
import type { RequestLogOptions } from './http/request-log.options.js';
import type { MetricsOptions } from './metrics/metrics.options.js';
import type { ShutdownOptions } from './http/shutdown.options.js';
import type {
  LightApiFeatureOptions,
  LightApiOptions,
  LightApiRuntimeOptions,
  LightApiStaticOptions,
} from './light-api.options.js';

const STATIC_KEYS: KeysOf<LightApiStaticOptions> = {
  defaults: true,
  prefix: true,
  docs: true,
  health: true,
  metrics: true,
  tenancy: true,
  auth: true,
};

const RUNTIME_KEYS: KeysOf<LightApiRuntimeOptions> = {
  database: true,
  publicUrl: true,
  secret: true,
  jwt: true,
  throttle: true,
  cache: true,
  cors: true,
  shutdown: true,
  logging: true,
  slowQueryMs: true,
  pressure: true,
};

const ROOT_KEYS: KeysOf<LightApiOptions> = { entities: true, ...STATIC_KEYS, ...RUNTIME_KEYS };

const ASYNC_KEYS: Readonly<Record<string, true>> = {
  entities: true,
  database: true,
  ...STATIC_KEYS,
  useFactory: true,
  useClass: true,
  useExisting: true,
  imports: true,
  inject: true,
  provideInjectionTokensFrom: true,
};

const AUTH_KEYS: KeysOf<AuthOptions> = {
  accounts: true,
  apiKeys: true,
  apiKeyHeader: true,
  basic: true,
  strategies: true,
  login: true,
  dataSource: true,
  imports: true,
  providers: true,
};

const LOGIN_KEYS: KeysOf<LoginOptions> = { path: true, refresh: true, attempts: true };

const ATTEMPT_KEYS: KeysOf<AttemptOptions> = { limit: true, addressLimit: true, windowMs: true };

const JWT_KEYS: KeysOf<JwtOptions> = {
  secret: true,
  publicKey: true,
  privateKey: true,
  algorithm: true,
  issuer: true,
  audience: true,
  expiresInSeconds: true,
  refreshExpiresInSeconds: true,
};

const THROTTLE_KEYS: KeysOf<ThrottleOptions> = { limit: true, windowMs: true, storage: true };

const STORE_KEYS: KeysOf<CacheOptions> = {
  url: true,
  store: true,
  maxBytes: true,
  namespace: true,
  surrogateKeys: true,
};

const CORS_KEYS: KeysOf<CorsOptions> = {
  origins: true,
  credentials: true,
  allowedHeaders: true,
  exposedHeaders: true,
  maxAgeSeconds: true,
};

const SHUTDOWN_KEYS: KeysOf<ShutdownOptions> = { drainMs: true, timeoutMs: true };

const METRICS_KEYS: KeysOf<MetricsOptions> = { path: true, token: true };

const PRESSURE_KEYS: KeysOf<PressureOptions> = {
  maxEventLoopDelayMs: true,
  maxInFlight: true,
  maxHeapBytes: true,
  retryAfterSeconds: true,
};

const LOGGING_KEYS: KeysOf<RequestLogOptions> = { probes: true };

const DOCS_KEYS: KeysOf<DocsOptions> = { path: true, openapiPath: true, title: true, version: true, description: true };

const HEALTH_KEYS: KeysOf<HealthOptions> = { path: true, timeoutMs: true };

const FEATURE_KEYS: KeysOf<LightApiFeatureOptions> = {
  prefix: true,
  tags: true,
  dataSource: true,
  access: true,
  cache: true,
  guards: true,
  interceptors: true,
  pipes: true,
  filters: true,
  imports: true,
  providers: true,
};

/** What is known before Nest starts: the resources, and what their controllers are made by. */
export function staticOptionsOf(options: object): LightApiExtras {
  return pick(options, { entities: true, ...STATIC_KEYS });
}

/** What Nest injects. */
export function runtimeOptionsOf(options: LightApiOptions): LightApiRuntimeOptions {
  return pick(options, RUNTIME_KEYS);
}

function pick(options: object, keys: object): object {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name in keys));
}

/** Misspelt options of `forRoot`. */
export function checkRootKeys(options: object): BootProblem[] {
  return [...problemsOf(options, ROOT_KEYS, '', 'forRoot'), ...staticProblems(options)];
}

/** Misspelt options of `forRootAsync`, beside what its factory answers with. */
export function checkAsyncKeys(options: object): BootProblem[] {
  return [...problemsOf(options, ASYNC_KEYS, '', 'forRootAsync'), ...staticProblems(options)];
}

/** Misspelt options that a factory has answered with, and misspelt ones inside of them. */
export function checkRuntimeKeys(options: object, report: (problem: Omit<BootProblem, 'place'>) => void): void {
  checkKeys(options, RUNTIME_KEYS, '', report);
  const { jwt, throttle, cache, cors, shutdown, logging, pressure } = options as Readonly<Record<string, unknown>>;
  if (isRecord(jwt)) checkKeys(jwt, JWT_KEYS, 'jwt.', report);
  if (isRecord(throttle)) checkKeys(throttle, THROTTLE_KEYS, 'throttle.', report);
  if (isRecord(cache)) checkKeys(cache, STORE_KEYS, 'cache.', report);
  if (isRecord(cors)) checkKeys(cors, CORS_KEYS, 'cors.', report);
  if (isRecord(pressure)) checkKeys(pressure, PRESSURE_KEYS, 'pressure.', report);
  if (isRecord(logging)) checkKeys(logging, LOGGING_KEYS, 'logging.', report);
  if (isRecord(shutdown)) checkKeys(shutdown, SHUTDOWN_KEYS, 'shutdown.', report);
}

function staticProblems(options: object): BootProblem[] {
  const { docs, health, metrics, auth, tenancy } = options as Readonly<Record<string, unknown>>;
  const problems: BootProblem[] = [];
  checkTenancy(tenancy, (problem) => void problems.push({ ...problem, place: 'forRoot' }));
  const check = (value: unknown, keys: Readonly<Record<string, true>>, prefix: string): void => {
    if (isRecord(value)) problems.push(...problemsOf(value, keys, prefix, 'forRoot'));
  };
  check(docs, DOCS_KEYS, 'docs.');
  check(health, HEALTH_KEYS, 'health.');
  check(metrics, METRICS_KEYS, 'metrics.');
  check(auth, AUTH_KEYS, 'auth.');
  const { login } = (isRecord(auth) ? auth : {}) as Readonly<Record<string, unknown>>;
  check(login, LOGIN_KEYS, 'auth.login.');
  const { attempts } = (isRecord(login) ? login : {}) as Readonly<Record<string, unknown>>;
  check(attempts, ATTEMPT_KEYS, 'auth.login.attempts.');
  return problems;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Misspelt options of `forFeature`. */
export function checkFeatureKeys(options: object): BootProblem[] {
  const { cache } = options as Readonly<Record<string, unknown>>;
  return [
    ...problemsOf(options, FEATURE_KEYS, '', 'forFeature'),
    ...(isRecord(cache) ? problemsOf(cache, CACHE_KEYS, 'cache.', 'forFeature') : []),
    ...enhancerProblems(options),
  ];
}

function enhancerProblems(options: object): BootProblem[] {
  const problems: BootProblem[] = [];
  checkEnhancers(options, '', (problem) => void problems.push({ ...problem, place: 'forFeature' }));
  return problems;
}

function problemsOf(
  options: object,
  known: Readonly<Record<string, true>>,
  prefix: string,
  place: string,
): BootProblem[] {
  const problems: BootProblem[] = [];
  checkKeys(options, known, prefix, (problem) => void problems.push({ ...problem, place }));
  return problems;
}
