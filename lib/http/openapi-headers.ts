import type { Resource } from '../resource/resource.js';
import type { JsonSchema, OpenApiParameter } from './openapi-parameters.js';
import type { ResourceHandler } from './resource-handler.js';

/** A header field of an answer, as OpenAPI 3.1 §4.8.21 writes it. */
export interface OpenApiHeader {
  readonly description: string;
  readonly schema: JsonSchema;
}

const LINK = header('Links to other pages of the list (RFC 8288), as long as they are short.', { type: 'string' });
const LOCATION = header('Where the new item lives.', { type: 'string', format: 'uri-reference' });
/** The strong tag of an item that has a version. */
export const VERSION_HEADER = header('The version of the item, to send as If-Match.', { type: 'string' });
const ETAG = header('Stands for this answer, to send as If-None-Match.', { type: 'string' });
const VERSIONED_ETAG = header(
  'Stands for this answer, to send as If-None-Match; without W/ also the version of the item, to send as If-Match.',
  { type: 'string' },
);
const CACHE_CONTROL = header('Who may keep the answer, and how long without asking again (RFC 9111 §5.2.2).', {
  type: 'string',
});
const VARY = header('What of a request decides over the answer (RFC 9110 §12.5.5).', { type: 'string' });
const X_CACHE = header('Whether the answer was kept from an earlier request; absent where this one is not kept.', {
  type: 'string',
  enum: ['HIT', 'MISS'],
});
const SURROGATE_KEY = header('What the answer is made of, for a CDN; where the application sends it.', {
  type: 'string',
});
const REPLAYED = header('Present where this is the answer to an earlier request with the same key.', {
  type: 'string',
  enum: ['true'],
});

const IF_NONE_MATCH: OpenApiParameter = {
  name: 'If-None-Match',
  in: 'header',
  description: 'Entity tags of what the client has already (RFC 9110 §13.1.2).',
  required: false,
  schema: { type: 'string' },
};

/** Time to wait before the same request makes sense again (RFC 9110 §10.2.3). */
export const RETRY_AFTER = header('Seconds to wait before trying again.', { type: 'integer', minimum: 0 });

/** Header fields of an answer that is well. */
export function answerHeaders(
  { answer, route }: ResourceHandler,
  resource: Resource,
  status: number,
): Readonly<Record<string, OpenApiHeader>> {
  const isWrite = !isRead(answer) && !isSearch(answer);
  const hasVersion = isWrite && isVersioned(resource) && !['remove', 'bulk'].includes(route.operation);
  const isKept = !isWrite && resource.cache !== undefined;
  return {
    ...((answer === 'list' || answer === 'listRelated') && { Link: LINK }),
    ...(status === 201 && { Location: LOCATION }),
    ...(hasVersion && { ETag: VERSION_HEADER }),
    ...(isRead(answer) && {
      ETag: answer === 'read' && isVersioned(resource) ? VERSIONED_ETAG : ETAG,
      'Cache-Control': CACHE_CONTROL,
      Vary: VARY,
    }),
    ...(isKept && { 'X-Cache': X_CACHE, 'Surrogate-Key': SURROGATE_KEY }),
    ...(answer === 'create' && resource.idempotency !== undefined && { 'Idempotency-Replayed': REPLAYED }),
  };
}

/** Header fields of a request. */
export function headerParameters({ answer }: ResourceHandler, resource: Resource): OpenApiParameter[] {
  const parameters: OpenApiParameter[] = [];
  const changes = ['replace', 'update', 'remove', 'restore'].includes(answer);
  if (isRead(answer)) parameters.push(IF_NONE_MATCH);
  if (changes && isVersioned(resource)) parameters.push(ifMatch(resource, answer));
  if (answer === 'create' && resource.idempotency !== undefined) parameters.push(idempotencyKey(resource));
  return parameters;
}

/** Whether the answer has an address, under which it can be kept and asked for again. */
export function isRead(answer: ResourceHandler['answer']): boolean {
  return answer === 'list' || answer === 'listRelated' || answer === 'read';
}

function isSearch(answer: ResourceHandler['answer']): boolean {
  return answer === 'search' || answer === 'query';
}

/** Whether versions are kept and looked at. */
export function isVersioned({ version, locking }: Resource): boolean {
  return version !== undefined && locking !== 'none';
}

/** If-Match where no version is demanded. */
export function ifMatchParameter(): OpenApiParameter {
  return {
    name: 'If-Match',
    in: 'header',
    description:
      'Entity tags of the versions that this may be done with, or * for any (RFC 9110 §13.1.1). Without it any version is.',
    required: false,
    schema: { type: 'string' },
  };
}

function ifMatch({ locking }: Resource, answer: string): OpenApiParameter {
  const isDemanded = locking === 'required' && answer !== 'restore';
  const otherwise = answer === 'remove' ? '' : ' The version may stand in the body instead.';
  return {
    name: 'If-Match',
    in: 'header',
    description:
      'Entity tags of the versions that may be changed, or * for any (RFC 9110 §13.1.1).' +
      (isDemanded ? otherwise : ' Without it any version is.'),
    // The version may stand in a body.
    required: isDemanded && answer === 'remove',
    schema: { type: 'string' },
  };
}

function idempotencyKey({ idempotency }: Resource): OpenApiParameter {
  const hours = idempotency!.retentionMs / 3_600_000;
  return {
    name: 'Idempotency-Key',
    in: 'header',
    description: `Makes the item once, however often the request is sent; the answer is kept for ${hours} hours.`,
    required: false,
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
  };
}

function header(description: string, schema: JsonSchema): OpenApiHeader {
  return { description, schema };
}
