import { randomUUID } from 'node:crypto';

/** Header field of requests and answers. */
export const REQUEST_ID = 'X-Request-Id';

/** Characters that need no escape in a URI (RFC 3986 §2.3), so that an id fits a log line and `instance` as it is. */
const SANE_TOKEN = /^[\w.~-]{1,128}$/;

/** A property of the fields: a map on the side would cost each request more. */
const ID = Symbol('LightApi request id');

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The caller's `x-request-id` when it is a plain token of at most 128 characters, else a new random UUID: one for each
 * request, whoever asks for it.
 */
export function correlationId(headers: Headers): string {
  const known = headers as { [ID]?: string };
  return (known[ID] ??= chosenId(headers['x-request-id']));
}

function chosenId(sent: string | readonly string[] | undefined): string {
  return typeof sent === 'string' && SANE_TOKEN.test(sent) ? sent : randomUUID();
}
