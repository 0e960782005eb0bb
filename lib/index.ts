export { JsonText } from './common/json-text.js';
export { ERROR_CODES, type ErrorCode, type ErrorCodeEntry } from './common/error-codes.js';
export { LightApiError, type LightApiErrorOptions, type ProblemItem } from './common/light-api.error.js';
export { LightApiBootError, type BootProblem } from './compiler/boot.error.js';
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
export { LightApiTransactions } from './light-api.transactions.js';
export { IdempotencyEntry } from './repository/typeorm/idempotency/idempotency-entry.js';
export type { FieldAccess } from './resource/field.js';
export type { Operation } from './resource/operation.js';
export type { Operator } from './resource/operator.js';
export { Resource } from './resource/resource.decorator.js';
export type {
  FieldName,
  LimitOptions,
  OrderingName,
  PaginationOptions,
  ResourceDeclaration,
  ResourceDefaults,
  ResourceOptions,
  SerializerFields,
} from './resource/resource.options.js';
export type { CountMode, CrossFieldProblem } from './resource/resource.js';
export { runLightApi, type RunLightApiOptions } from './run-light-api.js';
