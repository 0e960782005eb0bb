import { ERROR_CODES, type ErrorCode } from './error-codes.js';

/** One thing that is wrong with a request. */
export interface ProblemItem {
  /** Name of the query parameter it is about. */
  readonly parameter?: string;
  /** JSON pointer into the body (RFC 6901) it is about; the empty string is the whole body. */
  readonly pointer?: string;
  /** Name of the header field it is about. */
  readonly header?: string;
  readonly code: ErrorCode;
  /** A sentence for the reader. Never repeats a value that was received. */
  readonly detail: string;
  /** What would be right: names, values or a range. */
  readonly allowed?: readonly (string | number)[];
}

export interface LightApiErrorOptions {
  /** All problems of the request at once. */
  readonly errors?: readonly ProblemItem[];
  /** What the caller can do about it. */
  readonly hint?: string;
  /** Replaces the code's own status, such as 422 for a body. */
  readonly status?: number;
  /** Header fields of the answer, such as `Allow` or `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What caused it; logged, never sent. */
  readonly cause?: unknown;
}

/** A request that cannot be served, with all it takes to answer it as a problem document (RFC 9457). */
export class LightApiError extends Error {
  override readonly name = 'LightApiError';
  readonly status: number;
  readonly errors: readonly ProblemItem[];
  readonly hint: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    options: LightApiErrorOptions = {},
  ) {
    super(`${code} ${detail}`, { cause: options.cause });
    this.status = options.status ?? ERROR_CODES[code].status;
    this.errors = options.errors ?? [];
    this.hint = options.hint;
    this.headers = options.headers ?? {};
  }
}
