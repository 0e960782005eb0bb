import { LightApiError } from '../common/light-api.error.js';
import { checkBodyLimits } from '../payload/body-limits.js';
import { checkBodySize } from '../payload/body-size.js';
import { checkMediaType } from '../payload/media-type.js';
import type { BodyLimits } from '../resource/resource.js';
import { singleHeader, type HttpRequest } from './request-parameters.js';

/**
 * The JSON body of a request, which the platform has parsed already, once it is of the right type and within the limits.
 *
 * @throws LightApiError LA208 (415), LA206 (400) for an empty body, LA207 (413), LA209 or LA200 (400) for its shape
 */
export function readJsonBody(request: HttpRequest, mediaTypes: readonly string[], limits: BodyLimits): unknown {
  checkMediaType(singleHeader(request, 'content-type'), mediaTypes);
  const size = declaredSize(request);
  // Express makes an empty object of it.
  if (size === 0) throw new LightApiError('LA206', 'The content type says JSON, but the body is empty.');
  checkBodySize(size, limits);
  checkBodyLimits(request.body, limits);
  checkBodySize(measuredSize(request), limits);
  return request.body;
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
