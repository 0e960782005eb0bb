import { nearestName } from '../../common/nearest-name.js';
import type { BodyLimits, QueryLimits } from '../../resource/resource.js';
import type {
  PaginationOptions,
  ResourceDeclaration,
  ResourceDefaults,
  SerializerFields,
} from '../../resource/resource.options.js';
import type { Report } from '../draft.js';

/** The keys of an options type, checked by the compiler to be all of them. */
export type KeysOf<Options> = Readonly<Record<keyof Options, true>>;

const DECLARATION_KEYS: KeysOf<ResourceDeclaration> = {
  entity: true,
  name: true,
  path: true,
  operations: true,
  fields: true,
  filter: true,
  ordering: true,
  search: true,
  pagination: true,
  limits: true,
  serializer: true,
  validate: true,
  validationStatus: true,
  naming: true,
  tags: true,
  description: true,
  guards: true,
  interceptors: true,
  pipes: true,
  filters: true,
};

const DEFAULTS_KEYS: KeysOf<ResourceDefaults> = {
  operations: true,
  pagination: true,
  limits: true,
  validationStatus: true,
  naming: true,
};

const PAGINATION_KEYS: KeysOf<PaginationOptions> = { pageSize: true, maxPageSize: true, maxOffset: true, count: true };

const LIMIT_KEYS: KeysOf<Omit<QueryLimits, 'pageSize' | 'maxPageSize' | 'maxOffset'> & BodyLimits> = {
  maxQueryBytes: true,
  maxConditions: true,
  maxListItems: true,
  maxSortKeys: true,
  statementTimeoutMs: true,
  maxBytes: true,
  maxKeys: true,
  maxDepth: true,
  maxErrors: true,
};

const SERIALIZER_KEYS: KeysOf<SerializerFields<object>> = { read: true, list: true, write: true };

/** A typo in an option never opens anything: every key that is not documented is reported. */
export function checkDeclarationKeys(declaration: ResourceDeclaration, report: Report): void {
  checkKeys(declaration, DECLARATION_KEYS, '', report);
  checkNested(declaration, report);
  if (typeof declaration.serializer === 'object')
    checkKeys(declaration.serializer, SERIALIZER_KEYS, 'serializer.', report);
  checkChoice(declaration, 'validationStatus', [400, 422], report);
  checkChoice(declaration, 'naming', ['property', 'snake_case'], report);
}

export function checkDefaultsKeys(defaults: ResourceDefaults, report: Report): void {
  checkKeys(defaults, DEFAULTS_KEYS, 'defaults.', report);
  checkNested(defaults, report);
  checkChoice(defaults, 'validationStatus', [400, 422], report);
  checkChoice(defaults, 'naming', ['property', 'snake_case'], report);
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
  allowed: readonly (string | number)[],
  report: Report,
): void {
  const value: unknown = options[key];
  if (value === undefined || allowed.includes(value as string)) return;
  report({ code: 'LA011', message: `${key} has a value that it cannot have.`, allowed: allowed.map(String) });
}
