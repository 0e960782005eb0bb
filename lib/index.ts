export { AccountStore, type Account, type Caller } from './auth/account-store.js';
export { ApiKeyStore } from './auth/api-key-store.js';
export type { AttemptOptions, AuthOptions, LoginOptions } from './auth/auth.options.js';
export { AuthenticatedGuard } from './auth/authenticated.guard.js';
export { CurrentPrincipal } from './auth/current-principal.decorator.js';
export type { JwtAlgorithm, JwtOptions } from './auth/jwt.options.js';
export type { LoginResult } from './auth/login.service.js';
export { LIGHT_API_PRINCIPALS, type PrincipalSource } from './auth/principal-source.js';
export type { RequestCount, RequestCounter } from './auth/request-counter.js';
export type { PrincipalRequest } from './auth/request-principal.js';
export type { ThrottleOptions } from './auth/throttle.options.js';
export type { CacheOptions } from './cache/cache.options.js';
export { JsonText } from './common/json-text.js';
export { ERROR_CODES, type ErrorCode, type ErrorCodeEntry } from './common/error-codes.js';
export { LightApiError, type LightApiErrorOptions, type ProblemItem } from './common/light-api.error.js';
export { ANONYMOUS, type Principal } from './common/principal.js';
export { LightApiBootError, type BootProblem } from './compiler/boot.error.js';
export type { CorsOptions } from './http/cors.options.js';
export type { DocsOptions } from './http/docs.options.js';
export { answerFrameworkError } from './http/framework-error.reply.js';
export { LightApiModule, type LightApiAsyncOptions } from './light-api.module.js';
export type {
  LightApiFeatureOptions,
  LightApiOptions,
  LightApiRuntimeOptions,
  LightApiStaticOptions,
  ResourceEntries,
  ResourceEntry,
} from './light-api.options.js';
export { LightApiCache } from './light-api.cache.js';
export { LightApiTransactions } from './light-api.transactions.js';
export { AuthSession } from './repository/typeorm/sessions/auth-session.js';
export { IdempotencyEntry } from './repository/typeorm/idempotency/idempotency-entry.js';
export {
  and,
  authenticated,
  not,
  or,
  owner,
  role,
  where,
  type AccessFunction,
  type AccessRule,
  type AccessRules,
  type FieldRule,
  type FieldRules,
  type FilterTree,
} from './resource/access-rule.js';
export type { FieldAccess } from './resource/field.js';
export type { Operation } from './resource/operation.js';
export type { Operator } from './resource/operator.js';
export { Resource } from './resource/resource.decorator.js';
export type {
  AccessOption,
  CacheOption,
  FieldName,
  LimitOptions,
  OrderingName,
  PaginationOptions,
  ResourceDeclaration,
  ResourceDefaults,
  ResourceOptions,
  SerializerFields,
  TenancyOptions,
} from './resource/resource.options.js';
export type { CountMode, CrossFieldProblem } from './resource/resource.js';
export { runLightApi, type RunLightApiOptions } from './run-light-api.js';
