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
const ETAG = header('The version of the item, to send as If-Match; absent where other rows are included.', {
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
  const hasTag = isVersioned(resource) && !['list', 'remove', 'bulk'].includes(route.operation);
  return {
    ...((answer === 'list' || answer === 'listRelated') && { Link: LINK }),
    ...(status === 201 && { Location: LOCATION }),
    ...(hasTag && { ETag: ETAG }),
    ...(answer === 'create' && resource.idempotency !== undefined && { 'Idempotency-Replayed': REPLAYED }),
  };
}

/** Header fields of a request. */
export function headerParameters({ answer }: ResourceHandler, resource: Resource): OpenApiParameter[] {
  const parameters: OpenApiParameter[] = [];
  const changes = ['replace', 'update', 'remove', 'restore'].includes(answer);
  if (answer === 'read' && isVersioned(resource)) parameters.push(IF_NONE_MATCH);
  if (changes && isVersioned(resource)) parameters.push(ifMatch(resource, answer));
  if (answer === 'create' && resource.idempotency !== undefined) parameters.push(idempotencyKey(resource));
  return parameters;
}

/** Whether versions are kept and looked at. */
export function isVersioned({ version, locking }: Resource): boolean {
  return version !== undefined && locking !== 'none';
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
