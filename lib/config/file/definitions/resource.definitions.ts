import { BASIC_OPERATIONS } from '../../../resource/operation.js';
import { OPERATORS } from '../../../resource/operator.js';
import type { LimitOptions, PaginationOptions, ResourceDefaults } from '../../../resource/resource.options.js';
import { anyOf, choice, flag, list, object, reference, text, whole, type Definition } from '../definition.js';
import type { Members } from '../definition.js';
import type { FileResource } from '../file-definition.js';
import { FIELDS, RELATIONS } from './field.definitions.js';

const OPERATIONS = list(choice(BASIC_OPERATIONS), 'what clients may do; default: all of these');

const PAGINATION: Members<PaginationOptions> = {
  pageSize: whole(1, 'rows in a page when the client does not say; default: 20'),
  maxPageSize: whole(1, 'largest page a client may ask for; default: 100'),
  maxOffset: whole(1, 'rows that page pagination may skip; default: 10000'),
  count: choice(['exact', 'estimated', 'none'], 'how the count is found; default: exact'),
};

const LIMITS: Members<LimitOptions> = {
  maxQueryBytes: whole(1, 'length of the raw query string, in bytes'),
  maxConditions: whole(1, 'filter conditions in one question'),
  maxListItems: whole(1, 'items in one list value'),
  maxSortKeys: whole(1, 'keys in ordering'),
  maxFilterDepth: whole(1, 'levels of a filter tree'),
  maxFilterNodes: whole(1, 'nodes of a filter tree'),
  maxIncludeDepth: whole(1, 'relations in a row that include may follow'),
  maxIncludes: whole(1, 'relations that one include may name'),
  maxIncludedRows: whole(1, 'rows that the relations of one answer may bring'),
  statementTimeoutMs: whole(1, 'time of one statement, in milliseconds'),
  maxBytes: whole(1, 'size of a body, in bytes'),
  maxKeys: whole(1, 'keys in a body'),
  maxDepth: whole(1, 'nesting depth of a body'),
  maxErrors: whole(1, 'problems listed in one answer'),
};

const CACHE: Definition = anyOf(
  [
    flag(),
    object({
      ttlMs: whole(0, 'for how long the server keeps answers, in milliseconds; default: 60000'),
      maxAgeMs: whole(0, 'for how long clients may keep them, in milliseconds; default: 0'),
    }),
  ],
  'keeps the answers of lists and reads until one of their rows changes',
);

const IDEMPOTENCY: Definition = anyOf(
  [flag(), object({ retentionMs: whole(1, 'for how long answers are kept, in milliseconds') })],
  'creates heed Idempotency-Key',
);

const ACCESS = reference('accessRules', 'who may do what: one rule for everything, or rules by operation');

const SHARED: Members<ResourceDefaults> = {
  operations: OPERATIONS,
  pagination: object(PAGINATION, 'paging and counting of lists'),
  limits: object(LIMITS, 'what a client may send'),
  validationStatus: choice([400, 422], 'status of a body that breaks a rule; default: 400'),
  naming: choice(['property', 'snake_case'], 'names in the API; default: property'),
  locking: choice(['required', 'optional', 'none'], 'what keeps updates from overwriting each other'),
  idempotency: IDEMPOTENCY,
  cache: CACHE,
  access: ACCESS,
};

const RESOURCE: Members<FileResource> = {
  ...SHARED,
  table: text('name of the table'),
  key: {
    ...list(text(), 'columns that tell the rows of a view apart, or of a table without a primary key'),
    isNeverEmpty: true,
  },
  path: text('route path; default: the name in kebab case and plural'),
  scope: reference('accessRule', 'narrows every operation to rows that meet the rule'),
  tenancy: choice([false], 'rows belong to no tenant'),
  fields: FIELDS,
  relations: RELATIONS,
  filter: anyOf(
    [list(text()), { kind: 'map', names: '^\\S+$', what: 'the name of a field', value: list(choice(OPERATORS)) }],
    'fields that may be filtered, or the operators of each; default: every readable field',
  ),
  ordering: list(text(), 'order of lists when the client gives none; default: by key'),
  search: list(text(), 'text fields that search= looks into'),
  serializer: object(
    {
      read: list(text(), 'fields of an item'),
      list: list(text(), 'fields of a row in a list; default: those of read'),
      write: list(text(), 'fields that a body may carry'),
    },
    'which fields travel in which direction',
  ),
  softDelete: object(
    { restore: flag('POST /:id/restore'), show: flag('the parameter deleted=only|with') },
    'for a resource with a field of the role deleteDate',
  ),
  bulk: anyOf(
    [flag(), object({ maxItems: whole(1, 'items in one request'), maxBytes: whole(1, 'size of the body, in bytes') })],
    'POST /bulk creates, updates and removes many items in one transaction',
  ),
  upsert: { ...list(text(), 'fields of a unique key: POST /upsert'), isNeverEmpty: true },
  tags: list(text(), 'OpenAPI tags; default: the name of the resource'),
  description: text('what the docs say of the resource'),
};

export const DEFAULTS: Definition = object(SHARED, 'options of every resource; those of its own win');

export const RESOURCE_DEFINITION: Definition = { ...object(RESOURCE), mayBeBlank: true };
