import { LightApiError } from '../common/light-api.error.js';
import { checkBodyLimits } from '../payload/body-limits.js';
import { checkBodySize } from '../payload/body-size.js';
import { checkMediaType, ITEM_MEDIA_TYPES, PATCH_MEDIA_TYPES } from '../payload/media-type.js';
import type { PayloadParser } from '../payload/payload.parser.js';
import { permit } from '../policy/permit.js';
import type { ParameterTable } from '../query/parameter-table.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import type { QueryDialect } from '../query/query-dialect.js';
import type { ItemQuestion, ListQuestion } from '../query/question.js';
import { keyParameterName } from '../resource/key-parameter.js';
import type { Payload } from '../resource/payload.js';
import { principalOf, rawQuery, singleHeader, type HttpRequest } from './request-parameters.js';

/** What handlers of one resource receive, each computed from the request. Each throws a LightApiError with all problems. */
export interface RequestReaders {
  list(request: HttpRequest): PermittedQuery<ListQuestion>;
  item(request: HttpRequest): PermittedQuery<ItemQuestion>;
  create(request: HttpRequest): Promise<Payload> | Payload;
  replace(request: HttpRequest): Promise<Payload> | Payload;
  update(request: HttpRequest): Promise<Payload> | Payload;
}

/** Binds the parsers of a resource at boot. */
export function createRequestReaders(
  table: ParameterTable,
  dialect: QueryDialect,
  parser: PayloadParser,
): RequestReaders {
  const { resource } = table;
  const keyNames = resource.key.map(keyParameterName);
  const readBody = (operation: 'create' | 'replace' | 'update', request: HttpRequest): Promise<Payload> | Payload => {
    checkMediaType(
      singleHeader(request, 'content-type'),
      operation === 'update' ? PATCH_MEDIA_TYPES : ITEM_MEDIA_TYPES,
    );
    const size = declaredSize(request);
    // Express makes an empty object of it.
    if (size === 0) throw new LightApiError('LA206', 'The content type says JSON, but the body is empty.');
    checkBodySize(size, resource.limits);
    checkBodyLimits(request.body, resource.limits);
    checkBodySize(measuredSize(request), resource.limits);
    return parser.parse(operation, request.body);
  };
  return {
    list: (request) => permit(resource, dialect.parseList(table, rawQuery(request)), principalOf(request)),
    item: (request) => {
      const key = keyNames.map((name) => request.params[name]!);
      return permit(resource, dialect.parseItem(table, rawQuery(request), key), principalOf(request));
    },
    create: (request) => {
      dialect.parseNothing(table, rawQuery(request));
      return readBody('create', request);
    },
    replace: (request) => readBody('replace', request),
    update: (request) => readBody('update', request),
  };
}

/** Bytes of the body as its header says; a chunked one does not say. */
function declaredSize(request: HttpRequest): number | undefined {
  const length = singleHeader(request, 'content-length');
  return length === undefined ? undefined : Number(length);
}

/** Bytes of a chunked body, as it would be written again. */
function measuredSize(request: HttpRequest): number | undefined {
  if (singleHeader(request, 'content-length') !== undefined || request.body === undefined) return undefined;
  return Buffer.byteLength(JSON.stringify(request.body));
}
