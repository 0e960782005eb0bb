/** What a valid access token says. */
export interface TokenClaims {
  /** The caller's id. */
  readonly sub: string;
  /** When it ends, in seconds since 1970. */
  readonly exp: number;
  /** The session that it was made in, where it was made here. */
  readonly sid?: string;
  readonly [claim: string]: unknown;
}

/** Makes and checks access tokens. */
export interface AccessTokens {
  readonly expiresInSeconds: number;
  /**
   * @param session what a logout ends; `undefined` where there are no sessions
   * @param claims what else the token says; those that the settings are about are not theirs to choose
   */
  sign(subject: string, session: string | undefined, claims?: Readonly<Record<string, unknown>>): string;
  /** The claims of a token that is ours, whole, for us and not over; `undefined` for any other. */
  verify(token: string): TokenClaims | undefined;
}
