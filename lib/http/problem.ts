import type { ErrorCode } from '../common/error-codes.js';
import type { ProblemItem } from '../common/light-api.error.js';

/** A problem document (RFC 9457 §3). Members that are not named here are extensions (§3.2). */
export interface Problem {
  /** `urn:nestjs-lightapi:<type>`, or `about:blank` when the status says it all (§4.2.1). */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code?: ErrorCode;
  /** What the caller can do about it. */
  readonly hint?: string;
  readonly errors?: readonly ProblemItem[];
  /** Correlation id of the request, the same as in the log. Only where the server failed. */
  readonly instance?: string;
  readonly [extension: string]: unknown;
}
