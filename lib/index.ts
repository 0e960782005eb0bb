/**
 * What an application imports.
 *
 * @module nestjs-lightapi
 */
export { AccountStore, type Account, type Caller } from './auth/account-store.js';
export { ApiKeyStore } from './auth/api-key-store.js';
export type { AttemptOptions, AuthOptions, LoginOptions } from './auth/auth.options.js';
export { AuthenticatedGuard } from './auth/authenticated.guard.js';
export { CurrentPrincipal } from './auth/current-principal.decorator.js';
export type { JwtOptions } from './auth/jwt.options.js';
export type { LoginResult } from './auth/login.service.js';
export { LIGHT_API_PRINCIPALS, type PrincipalSource } from './auth/principal-source.js';
export type { RequestCount, RequestCounter } from './auth/request-counter.js';
export type { PrincipalRequest } from './auth/request-principal.js';
export type { ThrottleOptions } from './auth/throttle.options.js';
export type { CacheOptions } from './cache/cache.options.js';
export { JsonText } from './common/json-text.js';
export type { JwtAlgorithm } from './common/jwt-algorithm.js';
export { ERROR_CODES, type ErrorCode, type ErrorCodeEntry } from './common/error-codes.js';
export { LightApiError, type LightApiErrorOptions, type ProblemItem } from './common/light-api.error.js';
export { ANONYMOUS, type Principal } from './common/principal.js';
export { LightApiBootError, type BootProblem } from './compiler/boot.error.js';
export type { HealthOptions } from './health/health.options.js';
export type { CorsOptions } from './http/cors.options.js';
export type { DocsOptions } from './http/docs.options.js';
export type { PressureOptions } from './http/pressure.options.js';
export type { RequestLogOptions } from './http/request-log.options.js';
export type { MetricsOptions } from './metrics/metrics.options.js';
export type { ShutdownOptions } from './http/shutdown.options.js';
export { answerFrameworkError } from './http/framework-error.reply.js';
export { AccessOf } from './http/extended-controller.js';
export { ResourceController } from './http/resource.controller.js';
export { getResourceToken, InjectResource } from './inject-resource.decorator.js';
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
  type AccessAction,
  type AccessFunction,
  type AccessRule,
  type AccessRules,
  type FieldRule,
  type FieldRules,
  type FilterTree,
} from './resource/access-rule.js';
export type {
  ChangeOptions,
  EntityData,
  EntityFilter,
  EntityKey,
  EntityPage,
  ListOptions,
  OnBehalf,
  ReadOptions,
  RowsQuestion,
  UpsertedEntity,
} from './resource/entity-question.js';
export type { FieldAccess } from './resource/field.js';
export type { Operation } from './resource/operation.js';
export type { Operator } from './resource/operator.js';
export {
  action,
  type ActionAnswer,
  type ActionContext,
  type ActionFunction,
  type ActionMethod,
  type ActionOption,
  type ActionOptions,
  type ActionSettings,
  type CollectionAction,
  type CollectionActionContext,
  type CollectionActionOptions,
  type ItemActionOptions,
  type ResourceAction,
} from './resource/action.options.js';
export type { EnhancerOptions } from './resource/enhancer.options.js';
export type { FieldName, OrderingName } from './resource/entity-names.js';
export type { CommittedRow, HookContext, HookData, ResourceHooks } from './resource/resource-hooks.js';
export { Resource } from './resource/resource.decorator.js';
export type {
  AccessOption,
  CacheOption,
  LimitOptions,
  PaginationOptions,
  RelationOptions,
  RelationsOption,
  ResourceDeclaration,
  ResourceDefaults,
  ResourceOptions,
  SerializerFields,
  TenancyOptions,
} from './resource/resource.options.js';
export type {
  BodyLimits,
  BulkLimits,
  CacheRules,
  CountMode,
  CrossFieldProblem,
  IdempotencyRules,
  Locking,
  QueryLimits,
  RelationWrites,
} from './resource/resource.js';
export { InvalidQuestionError } from './service/invalid-question.error.js';
export { ResourceService } from './service/resource.service.js';
export { runLightApi, type RunLightApiOptions } from './run-light-api.js';
