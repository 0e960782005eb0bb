import { nearestName } from '../../common/nearest-name.js';
import type { BodyLimits, BulkLimits, CacheRules, IdempotencyRules, QueryLimits } from '../../resource/resource.js';
import type {
  PaginationOptions,
  RelationOptions,
  ResourceDeclaration,
  ResourceDefaults,
  SerializerFields,
} from '../../resource/resource.options.js';
import type { EnhancerOptions } from '../../resource/enhancer.options.js';
import { OPERATIONS } from '../../resource/operation.js';
import type { Report } from '../draft.js';

/** The keys of an options type, checked by the compiler to be all of them. */
export type KeysOf<Options> = Readonly<Record<keyof Options, true>>;

export const ENHANCER_KEYS: KeysOf<EnhancerOptions> = { guards: true, interceptors: true, pipes: true, filters: true };

const DECLARATION_KEYS: KeysOf<ResourceDeclaration> = {
  entity: true,
  name: true,
  path: true,
  operations: true,
  relations: true,
  locking: true,
  softDelete: true,
  bulk: true,
  upsert: true,
  idempotency: true,
  cache: true,
  access: true,
  scope: true,
  tenancy: true,
  fields: true,
  filter: true,
  ordering: true,
  search: true,
  pagination: true,
  limits: true,
  serializer: true,
  validate: true,
  hooks: true,
  service: true,
  validationStatus: true,
  naming: true,
  tags: true,
  description: true,
  enhancers: true,
  actions: true,
  controller: true,
  ...ENHANCER_KEYS,
};

const DEFAULTS_KEYS: KeysOf<ResourceDefaults> = {
  access: true,
  operations: true,
  pagination: true,
  limits: true,
  validationStatus: true,
  naming: true,
  locking: true,
  idempotency: true,
  cache: true,
};

const PAGINATION_KEYS: KeysOf<PaginationOptions> = { pageSize: true, maxPageSize: true, maxOffset: true, count: true };

const LIMIT_KEYS: KeysOf<Omit<QueryLimits, 'pageSize' | 'maxPageSize' | 'maxOffset'> & BodyLimits> = {
  maxQueryBytes: true,
  maxConditions: true,
  maxListItems: true,
  maxSortKeys: true,
  maxFilterDepth: true,
  maxFilterNodes: true,
  maxIncludeDepth: true,
  maxIncludes: true,
  maxIncludedRows: true,
  statementTimeoutMs: true,
  maxBytes: true,
  maxKeys: true,
  maxDepth: true,
  maxErrors: true,
};

const RELATION_KEYS: KeysOf<RelationOptions> = {
  include: true,
  filter: true,
  route: true,
  pageSize: true,
  ordering: true,
  write: true,
  resource: true,
  description: true,
};

const SOFT_DELETE_KEYS: KeysOf<NonNullable<ResourceDeclaration['softDelete']>> = { restore: true, show: true };

const BULK_KEYS: KeysOf<BulkLimits> = { maxItems: true, maxBytes: true };

const IDEMPOTENCY_KEYS: KeysOf<IdempotencyRules> = { retentionMs: true };

export const CACHE_KEYS: KeysOf<CacheRules> = { ttlMs: true, maxAgeMs: true };

const OPERATION_KEYS = Object.fromEntries(OPERATIONS.map((operation) => [operation, true] as const));

const SERIALIZER_KEYS: KeysOf<SerializerFields<object>> = { read: true, list: true, write: true };

/** A typo in an option never opens anything: every key that is not documented is reported. */
export function checkDeclarationKeys(declaration: ResourceDeclaration, report: Report): void {
  checkKeys(declaration, DECLARATION_KEYS, '', report);
  checkNested(declaration, report);
  if (typeof declaration.serializer === 'object')
    checkKeys(declaration.serializer, SERIALIZER_KEYS, 'serializer.', report);
  if (isRecord(declaration.softDelete)) checkKeys(declaration.softDelete, SOFT_DELETE_KEYS, 'softDelete.', report);
  if (isRecord(declaration.bulk)) checkKeys(declaration.bulk, BULK_KEYS, 'bulk.', report);
  if (isRecord(declaration.relations) && !Array.isArray(declaration.relations)) {
    for (const [name, options] of Object.entries(declaration.relations)) {
      if (isRecord(options)) checkKeys(options, RELATION_KEYS, `relations.${name}.`, report);
      else if (options !== undefined) report({ code: 'LA011', message: `relations.${name} is not an object.` });
    }
  }
  checkEnhancers(declaration, '', report);
  if (declaration.enhancers !== undefined) checkOperationEnhancers(declaration.enhancers, report);
  if (declaration.tenancy !== undefined) checkChoice(declaration, 'tenancy', [false], report);
  checkCommon(declaration, report);
}

function checkOperationEnhancers(enhancers: unknown, report: Report): void {
  if (!isRecord(enhancers) || Array.isArray(enhancers)) {
    report({
      code: 'LA011',
      message: 'enhancers is not an object.',
      fix: 'write enhancers: { create: { guards: […] } }',
    });
    return;
  }
  checkKeys(enhancers, OPERATION_KEYS, 'enhancers.', report);
  for (const [name, options] of Object.entries(enhancers) as [string, unknown][]) {
    const place = `enhancers.${name}`;
    if (options === undefined || !Object.hasOwn(OPERATION_KEYS, name)) continue;
    if (!isRecord(options) || Array.isArray(options)) {
      report({ code: 'LA011', message: `${place} is not an object.`, fix: `write ${place}: { guards: […] }` });
      continue;
    }
    checkKeys(options, ENHANCER_KEYS, `${place}.`, report);
    checkEnhancers(options, `${place}.`, report);
  }
}

/** What is no list of classes or instances would protect nothing. */
export function checkEnhancers(options: EnhancerOptions, place: string, report: Report): void {
  for (const kind of Object.keys(ENHANCER_KEYS) as (keyof EnhancerOptions)[]) {
    const given: unknown = options[kind];
    const isSound =
      given === undefined ||
      (Array.isArray(given) && given.every((item) => typeof item === 'function' || isRecord(item)));
    if (!isSound) report({ code: 'LA011', message: `${place}${kind} is not a list of classes and instances.` });
  }
}

export function checkDefaultsKeys(defaults: ResourceDefaults, report: Report): void {
  checkKeys(defaults, DEFAULTS_KEYS, 'defaults.', report);
  checkNested(defaults, report);
  checkCommon(defaults, report);
}

function checkCommon(options: ResourceDefaults, report: Report): void {
  checkChoice(options, 'validationStatus', [400, 422], report);
  checkChoice(options, 'naming', ['property', 'snake_case'], report);
  checkChoice(options, 'locking', ['required', 'optional', 'none'], report);
  if (isRecord(options.idempotency)) checkKeys(options.idempotency, IDEMPOTENCY_KEYS, 'idempotency.', report);
  if (isRecord(options.cache)) checkKeys(options.cache, CACHE_KEYS, 'cache.', report);
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function checkNested(options: Pick<ResourceDefaults, 'pagination' | 'limits'>, report: Report): void {
  if (options.pagination) checkKeys(options.pagination, PAGINATION_KEYS, 'pagination.', report);
  if (options.limits) checkKeys(options.limits, LIMIT_KEYS, 'limits.', report);
}

/** Reports each own key of `options` that `known` does not have, with the nearest one that it has. */
export function checkKeys(options: object, known: Readonly<Record<string, true>>, place: string, report: Report): void {
  for (const key of Object.keys(options)) {
    if (Object.hasOwn(known, key)) continue;
    const nearest = nearestName(key, Object.keys(known));
    report({
      code: 'LA010',
      message: `${place}${key} is not an option.`,
      nearest: nearest === undefined ? undefined : place + nearest,
      ...(nearest === undefined && { allowed: Object.keys(known) }),
    });
  }
}

function checkChoice<Options extends object>(
  options: Options,
  key: keyof Options & string,
  allowed: readonly (string | number | boolean)[],
  report: Report,
): void {
  const value: unknown = options[key];
  if (value === undefined || allowed.includes(value as string)) return;
  report({ code: 'LA011', message: `${key} has a value that it cannot have.`, allowed: allowed.map(String) });
}
