import { LightApiError } from '../common/light-api.error.js';

/** Media types of a whole item. */
export const ITEM_MEDIA_TYPES: readonly string[] = Object.freeze(['application/json', 'application/*+json']);

/** Media types of a change to an item: a merge patch (RFC 7396), under its own name or as plain JSON. */
export const PATCH_MEDIA_TYPES: readonly string[] = Object.freeze([
  ...ITEM_MEDIA_TYPES,
  'application/merge-patch+json',
]);

/** They end in `+json` but describe a change and no item, so the wildcard does not stand for them. */
const PATCH_FORMATS: ReadonlySet<string> = new Set(['application/merge-patch+json', 'application/json-patch+json']);

/**
 * Compares a `Content-Type` with what an operation reads; parameters such as `charset` do not count.
 *
 * @throws LightApiError LA208 (415, RFC 9110 §15.5.16) with the right ones in `Accept`
 */
export function checkMediaType(contentType: string | undefined, accepted: readonly string[]): void {
  if (contentType !== undefined && accepted.includes(contentType)) return;
  const mediaType = (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (accepted.some((pattern) => matches(mediaType, pattern))) return;
  const detail =
    contentType === undefined ? 'The body has no media type.' : 'The media type of the body is not supported.';
  throw new LightApiError('LA208', detail, {
    hint: `Send one of ${accepted.join(', ')}.`,
    headers: { Accept: accepted.join(', ') },
  });
}

function matches(mediaType: string, pattern: string): boolean {
  if (!pattern.includes('*')) return mediaType === pattern;
  const [start, end] = pattern.split('*', 2) as [string, string];
  const isLongEnough = mediaType.length > start.length + end.length;
  return isLongEnough && mediaType.startsWith(start) && mediaType.endsWith(end) && !PATCH_FORMATS.has(mediaType);
}
