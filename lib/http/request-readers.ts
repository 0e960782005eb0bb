import type { BodyOperation } from '../payload/entity-rules.js';
import { ITEM_MEDIA_TYPES, PATCH_MEDIA_TYPES } from '../payload/media-type.js';
import { principalOf } from '../auth/request-principal.js';
import type { Principal } from '../common/principal.js';
import type { ParsedBody } from '../payload/parsed-body.js';
import type { PayloadParser } from '../payload/payload.parser.js';
import { fieldRightsOf } from '../policy/field-rights.js';
import { permitItem, permitList, withVersions } from '../policy/permit.js';
import type { ParameterTable } from '../query/parameter-table.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import type { ItemRoute, QueryDialect } from '../query/query-dialect.js';
import type { ItemQuestion, ListQuestion } from '../query/question.js';
import type { BulkRequest } from '../resource/bulk-request.js';
import type { IdempotencyRequest } from '../resource/idempotency-request.js';
import { keyParameterName } from '../resource/key-parameter.js';
import type { Payload } from '../resource/payload.js';
import { bodyFingerprint } from './body-fingerprint.js';
import { bulkBodyLimits } from './bulk-body-limit.js';
import { readIfMatch } from './entity-tag.js';
import { readIdempotencyKey } from './idempotency-key.js';
import { readJsonBody } from './json-body.js';
import { methodNotAllowed } from './method-not-allowed.js';
import { rawQuery, singleHeader, type HttpRequest } from './request-parameters.js';
import { allowedMethodsOfWords } from './resource-route.js';

/** What a list is asked. */
export interface ListRequest {
  readonly query: PermittedQuery<ListQuestion>;
  /** Of the resource that is listed, by which the answer says how to go on. */
  readonly table: ParameterTable;
}

/** What a create was sent as. */
export interface CreateRequest {
  readonly payload: Payload;
  readonly principal: Principal;
  /** Only where it came with a key, and the resource heeds keys. */
  readonly idempotency: IdempotencyRequest | undefined;
}

/** An upsert, and who asks for it. */
export interface UpsertRequest {
  readonly payload: Payload;
  readonly principal: Principal;
}

/** Many writes, and who asks for them. */
export interface BulkWrite {
  readonly request: BulkRequest;
  readonly principal: Principal;
}

/** What handlers of one resource receive, each computed from the request. Each throws a LightApiError with all problems. */
export interface RequestReaders {
  list(request: HttpRequest): ListRequest;
  /** A list that the body asks for. */
  search(request: HttpRequest): ListRequest;
  item(request: HttpRequest): PermittedQuery<ItemQuestion>;
  /** The item that a write is about, in the version that `If-Match` names. */
  target(request: HttpRequest): PermittedQuery<ItemQuestion>;
  /** The same of a removal, which answers nothing that could be chosen from. */
  removed(request: HttpRequest): PermittedQuery<ItemQuestion>;
  create(request: HttpRequest): Promise<CreateRequest>;
  replace(request: HttpRequest): Promise<ParsedBody> | ParsedBody;
  update(request: HttpRequest): Promise<ParsedBody> | ParsedBody;
  upsert(request: HttpRequest): Promise<UpsertRequest>;
  bulk(request: HttpRequest): Promise<BulkWrite>;
}

/** What requests to one resource are read with. */
export interface ReaderParts {
  readonly table: ParameterTable;
  readonly dialect: QueryDialect;
  readonly parser: PayloadParser;
}

/** Media types of a document that is no item: a search, many items at once. */
export const DOCUMENT_TYPES = ['application/json'];

/** Binds the parsers of a resource at boot. */
export function createRequestReaders(parts: ReaderParts): RequestReaders {
  const { table, dialect } = parts;
  const { resource } = table;
  const item = itemReader(parts);
  const targetItem = (request: HttpRequest, route: 'write' | 'remove'): PermittedQuery<ItemQuestion> => {
    const ifMatch = singleHeader(request, 'if-match');
    const query = item(request, route);
    return ifMatch === undefined ? query : withVersions(query, [readIfMatch(ifMatch, resource)]);
  };
  const readBody = bodyReader(parts);
  const listRequest = (request: HttpRequest, parse: (table: ParameterTable) => ListQuestion): ListRequest => {
    const principal = principalOf(request);
    const permitted = table.for(fieldRightsOf(resource, principal));
    return { query: permitList(resource, parse(permitted), principal), table: permitted };
  };
  return {
    list: (request) => listRequest(request, (permitted) => dialect.parseList(permitted, rawQuery(request))),
    search: (request) => {
      dialect.parseNothing(table, rawQuery(request));
      const body = readJsonBody(request, DOCUMENT_TYPES, resource.limits);
      return listRequest(request, (permitted) => dialect.parseSearch(permitted, body));
    },
    item: (request) => item(request, 'read'),
    target: (request) => targetItem(request, 'write'),
    removed: (request) => targetItem(request, 'remove'),
    create: async (request) => {
      dialect.parseNothing(table, rawQuery(request));
      // Nothing walks through a body before it is known to be within its limits.
      const { payload } = await readBody('create', request);
      return { payload, principal: principalOf(request), idempotency: resource.idempotency && idempotencyOf(request) };
    },
    replace: (request) => readBody('replace', request),
    update: (request) => readBody('update', request),
    upsert: async (request) => {
      dialect.parseNothing(table, rawQuery(request));
      return { payload: (await readBody('upsert', request)).payload, principal: principalOf(request) };
    },
    bulk: async (request) => {
      dialect.parseNothing(table, rawQuery(request));
      const body = readJsonBody(request, DOCUMENT_TYPES, bulkBodyLimits(resource));
      const principal = principalOf(request);
      return { request: await parts.parser.parseBulk(body, fieldRightsOf(resource, principal)), principal };
    },
  };
}

function itemReader({ table, dialect }: ReaderParts) {
  const { resource } = table;
  const keyNames = resource.key.map(keyParameterName);
  // Looked up late: a controller of the application adds words after the readers are made.
  let words: ReturnType<typeof allowedMethodsOfWords> | undefined;
  return (request: HttpRequest, route: ItemRoute): PermittedQuery<ItemQuestion> => {
    const key = keyNames.map((name) => request.params[name]!);
    const principal = principalOf(request);
    try {
      const permitted = table.for(fieldRightsOf(resource, principal));
      return permitItem(resource, dialect.parseItem(permitted, rawQuery(request), key, route), principal);
    } catch (error) {
      // What the router takes for a key may be the word of another route, which has no such method.
      const allowed = (words ??= allowedMethodsOfWords(resource)).get(key.join('/'));
      throw allowed === undefined ? error : methodNotAllowed(allowed);
    }
  };
}

function bodyReader({ table: { resource }, parser }: ReaderParts) {
  return (operation: BodyOperation, request: HttpRequest): Promise<ParsedBody> | ParsedBody => {
    const mediaTypes = operation === 'update' ? PATCH_MEDIA_TYPES : ITEM_MEDIA_TYPES;
    const rights = fieldRightsOf(resource, principalOf(request));
    return parser.parse(operation, readJsonBody(request, mediaTypes, resource.limits), rights);
  };
}

function idempotencyOf(request: HttpRequest): IdempotencyRequest | undefined {
  const field = singleHeader(request, 'idempotency-key');
  if (field === undefined) return undefined;
  const scope = principalOf(request).id ?? '';
  return { key: readIdempotencyKey(field), scope, fingerprint: bodyFingerprint(request.body) };
}
