import { randomUUID } from 'node:crypto';

/** Characters that need no escape in a URI (RFC 3986 §2.3), so that an id fits a log line and `instance` as it is. */
const SANE_TOKEN = /^[\w.~-]{1,128}$/;

/** The caller's `x-request-id` when it is a plain token of at most 128 characters, else a new random UUID. */
export function correlationId(headers: Readonly<Record<string, string | readonly string[] | undefined>>): string {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && SANE_TOKEN.test(sent) ? sent : randomUUID();
}
