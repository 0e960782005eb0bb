/** A `name=value` of the query string: the name decoded, the value as it was sent. */
export interface RawPair {
  /** `undefined` when its percent-encoding is broken. */
  readonly name: string | undefined;
  /** Still encoded, so that `,` separates and `%2C` does not; `undefined` when there is no equals sign. */
  readonly encodedValue: string | undefined;
}

const VISIBLE_ASCII = /^[\x21-\x7e]*$/;

/** Whether the text has only characters that may stand in a URI (RFC 3986 §2); the rest must be percent-encoded. */
export function isUriText(rawQuery: string): boolean {
  return VISIBLE_ASCII.test(rawQuery);
}

/** The pairs of a query string without its question mark, in the order received. Empty pairs (`a=1&&b=2`) are dropped. */
export function readRawPairs(rawQuery: string): RawPair[] {
  const pairs: RawPair[] = [];
  let start = 0;
  while (start < rawQuery.length) {
    const ampersand = rawQuery.indexOf('&', start);
    const end = ampersand === -1 ? rawQuery.length : ampersand;
    if (end > start) pairs.push(readPair(rawQuery.slice(start, end)));
    start = end + 1;
  }
  return pairs;
}

/**
 * Undoes percent-encoding, with `+` for a space (WHATWG URL, application/x-www-form-urlencoded). `undefined` when a
 * percent sign is not followed by two hexadecimal digits or the bytes are no UTF-8.
 */
export function decodeQueryText(encoded: string): string | undefined {
  const spaced = encoded.includes('+') ? encoded.replaceAll('+', ' ') : encoded;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return undefined;
  }
}

function readPair(pair: string): RawPair {
  const equals = pair.indexOf('=');
  if (equals === -1) return { name: decodeQueryText(pair), encodedValue: undefined };
  return { name: decodeQueryText(pair.slice(0, equals)), encodedValue: pair.slice(equals + 1) };
}
