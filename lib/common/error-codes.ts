/** What a code means: the status it answers with, the tail of its problem type, and its title (RFC 9457 §3.1). */
export interface ErrorCodeEntry {
  readonly status: number;
  readonly type: string;
  readonly title: string;
}

/**
 * Every problem an answer can carry, in one block of numbers per room. A code is never reused for something else.
 * LA0xx are boot errors and live in `compiler/boot-codes.ts`.
 */
export const ERROR_CODES = {
  // query
  LA100: { status: 400, type: 'invalid-query', title: 'The query is not valid' },
  LA101: { status: 400, type: 'unknown-parameter', title: 'No such parameter' },
  LA102: { status: 400, type: 'unknown-operator', title: 'The field does not support this operator' },
  LA103: { status: 400, type: 'invalid-value', title: 'The value does not have the right type' },
  LA104: { status: 400, type: 'repeated-parameter', title: 'The parameter is given more than once' },
  LA105: { status: 400, type: 'query-limit', title: 'The query exceeds a limit' },
  LA106: { status: 400, type: 'unknown-field', title: 'No such field' },
  LA107: { status: 400, type: 'malformed-query', title: 'The query string is malformed' },
  LA108: { status: 400, type: 'invalid-cursor', title: 'The cursor is not valid here' },
  LA109: { status: 400, type: 'conflicting-parameters', title: 'The parameters do not go together' },
  // payload
  LA200: { status: 400, type: 'invalid-body', title: 'The body is not valid' },
  LA201: { status: 400, type: 'unknown-key', title: 'No such field' },
  LA202: { status: 400, type: 'wrong-type', title: 'The value has the wrong type' },
  LA203: { status: 400, type: 'out-of-range', title: 'The value is out of range' },
  LA204: { status: 400, type: 'required', title: 'A value is required' },
  LA205: { status: 400, type: 'not-writable', title: 'The field cannot be written' },
  LA206: { status: 400, type: 'malformed-body', title: 'The body is not well-formed JSON' },
  LA207: { status: 413, type: 'body-too-large', title: 'The body is too large' },
  LA208: { status: 415, type: 'unsupported-media-type', title: 'The media type is not supported' },
  LA209: { status: 400, type: 'body-limit', title: 'The body exceeds a limit' },
  LA210: { status: 400, type: 'rule-broken', title: 'The value breaks a rule' },
  // service
  LA300: { status: 428, type: 'precondition-required', title: 'The version to change has to be named' },
  LA301: { status: 412, type: 'stale-version', title: 'The item has changed meanwhile' },
  LA302: { status: 409, type: 'version-conflict', title: 'The item has another version' },
  LA303: { status: 422, type: 'idempotency-key-reused', title: 'The idempotency key belongs to another request' },
  LA304: { status: 409, type: 'idempotency-in-progress', title: 'A request with this idempotency key is running' },
  LA305: { status: 409, type: 'bulk-failed', title: 'Items of the bulk request failed, and nothing was written' },
  // repository
  LA400: { status: 404, type: 'not-found', title: 'No such item' },
  LA401: { status: 409, type: 'unique-conflict', title: 'The value is already taken' },
  LA402: { status: 409, type: 'reference-missing', title: 'The row it refers to does not exist' },
  LA403: { status: 409, type: 'still-referenced', title: 'Other rows still refer to this one' },
  LA404: { status: 409, type: 'required-value', title: 'A required value is missing' },
  LA405: { status: 409, type: 'check-violated', title: 'The row breaks a constraint of the database' },
  LA406: { status: 400, type: 'value-rejected', title: 'The database cannot store the value' },
  LA410: { status: 503, type: 'database-unavailable', title: 'The database cannot be reached' },
  LA411: { status: 503, type: 'database-timeout', title: 'The database took too long' },
  LA412: { status: 503, type: 'write-conflict', title: 'Too many concurrent writes' },
  LA413: { status: 503, type: 'overloaded', title: 'There is more to do than can be done' },
  // http
  LA500: { status: 500, type: 'internal', title: 'Something went wrong' },
  LA501: { status: 404, type: 'no-such-route', title: 'Nothing lives here' },
  LA502: { status: 405, type: 'method-not-allowed', title: 'The method is not allowed here' },
  LA504: { status: 400, type: 'malformed-path', title: 'The path is malformed' },
  LA505: { status: 400, type: 'malformed-header', title: 'A header field is malformed' },
  // auth
  LA600: { status: 401, type: 'unauthenticated', title: 'Authentication is required' },
  LA601: { status: 401, type: 'invalid-credentials', title: 'The credentials are not valid' },
  LA602: { status: 401, type: 'invalid-token', title: 'The token is not valid' },
  LA603: { status: 429, type: 'too-many-requests', title: 'Too many requests' },
  // policy
  LA700: { status: 403, type: 'forbidden', title: 'This is not allowed' },
  LA701: { status: 403, type: 'row-not-permitted', title: 'The row would not be one that may be written' },
} as const satisfies Record<string, ErrorCodeEntry>;

export type ErrorCode = keyof typeof ERROR_CODES;
