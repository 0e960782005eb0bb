import { OPEN_ACCESS, withOpenPolicy } from '../../open-policy.js';
import type { Type } from '@nestjs/common';
import { LightApiError, type ProblemItem } from '../../../lib/common/light-api.error.js';
import { createPayloadClasses } from '../../../lib/payload/payload-class.factory.js';
import type { ParsedBody } from '../../../lib/payload/parsed-body.js';
import { compilePayloadParser, type PayloadParser } from '../../../lib/payload/payload.parser.js';
import type { Field } from '../../../lib/resource/field.js';
import type { Resource } from '../../../lib/resource/resource.js';

/** A writable, required text field, with whatever a test wants otherwise. */
export function field(name: string, overrides: Partial<Field> = {}): Field {
  return {
    name,
    path: name.split('.'),
    property: name,
    type: 'string',
    isArray: false,
    role: 'plain',
    nullable: false,
    optional: overrides.nullable ?? false,
    readable: true,
    creatable: true,
    updatable: true,
    operators: [],
    sortable: false,
    unique: false,
    ...overrides,
  };
}

/** A generated key: readable only. */
export const ID = field('id', {
  type: 'int',
  role: 'key',
  optional: true,
  creatable: false,
  updatable: false,
  minimum: 1,
  maximum: 2147483647,
});

export function resource(fields: readonly Field[], overrides: Partial<Resource> = {}): Resource {
  const readable = fields.filter((candidate) => candidate.readable);
  return withOpenPolicy({
    name: 'Book',
    entity: class Book {},
    entityName: 'Book',
    context: 'TestModule',
    path: 'books',
    dataSource: 'default',
    operations: new Set(['list', 'create', 'read', 'replace', 'update', 'remove']),
    actions: new Map(),
    key: fields.slice(0, 1),
    fields,
    fieldByName: new Map(fields.map((candidate) => [candidate.name, candidate])),
    columns: [],
    representation: { read: readable, list: readable, computed: [] },
    defaultSort: [],
    searchFields: [],
    relations: new Map(),
    access: OPEN_ACCESS,
    version: undefined,
    locking: 'none',
    softDeletes: false,
    showsDeleted: false,
    bulk: undefined,
    upsertKey: undefined,
    idempotency: undefined,
    count: 'exact',
    cache: undefined,
    limits: {
      pageSize: 20,
      maxPageSize: 100,
      maxOffset: 10_000,
      maxQueryBytes: 8192,
      maxConditions: 32,
      maxListItems: 200,
      maxSortKeys: 4,
      maxFilterDepth: 4,
      maxFilterNodes: 64,
      maxIncludeDepth: 3,
      maxIncludes: 10,
      maxIncludedRows: 200_000,
      statementTimeoutMs: 5000,
      maxBytes: 100_000,
      maxKeys: 1000,
      maxDepth: 20,
      maxErrors: 20,
    },
    validationStatus: 400,
    tags: ['Book'],
    ...overrides,
  });
}

export function parserOf(
  fields: readonly Field[],
  entityClass?: Type<object>,
  overrides: Partial<Resource> = {},
): PayloadParser {
  const described = resource(fields, { ...(entityClass && { entity: entityClass }), ...overrides });
  return compilePayloadParser(described, createPayloadClasses(described, entityClass));
}

/** What is stored of a body, as a plain object to compare with. */
export async function sent(parsed: ParsedBody | Promise<ParsedBody>): Promise<Record<string, unknown>> {
  return { ...(await parsed).payload };
}

/** The error that a body is refused with. */
export async function refusal(parse: () => unknown): Promise<LightApiError> {
  try {
    await parse();
  } catch (error) {
    if (error instanceof LightApiError) return error;
    throw error;
  }
  throw new Error('The body was accepted.');
}

/** `pointer code` of each problem, the shortest form that says what was found where. */
export async function problemsOf(parse: () => unknown): Promise<string[]> {
  return (await refusal(parse)).errors.map((item: ProblemItem) => `${item.pointer} ${item.code}`);
}
