import type { JwtAlgorithm } from '../common/jwt-algorithm.js';

/** Access tokens: signed with a secret, or with a key pair. Without `privateKey` they are checked and never made. */
export interface JwtOptions {
  /** Of an HMAC, at least 32 bytes. Default: `LIGHTAPI_JWT_SECRET`. */
  readonly secret?: string;
  /** PEM text of an RSA or EC key, instead of a secret. */
  readonly publicKey?: string;
  /** PEM text of the private half, which makes tokens. */
  readonly privateKey?: string;
  /** The one algorithm that is accepted. Default: `HS256`, `RS256`, or that of the curve. */
  readonly algorithm?: JwtAlgorithm;
  /** The `iss` that tokens have and have to have. Default `lightapi`; to be named where somebody else makes the tokens. */
  readonly issuer?: string;
  /** The `aud` that tokens have and have to have. Default `lightapi`; to be named where somebody else makes the tokens. */
  readonly audience?: string;
  /** How long an access token is good. Default 900: a quarter of an hour. */
  readonly expiresInSeconds?: number;
  /** How long a refresh token is good that nobody uses. Default 2,592,000: thirty days. */
  readonly refreshExpiresInSeconds?: number;
}
