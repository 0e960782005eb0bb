const REALM = 'realm="api"';

/** The ways to say who one is that are on in an application. */
export interface SchemesOn {
  /** Access tokens (RFC 6750). */
  readonly bearer: boolean;
  /** Username and password with each request (RFC 7617). */
  readonly basic: boolean;
  /** The header field of API keys. */
  readonly apiKeyHeader: string | undefined;
  /** Whether requests are counted and refused when there are too many. */
  readonly throttled: boolean;
}

/** What clients are told of how to say who they are. */
export class AuthSchemes implements SchemesOn {
  readonly bearer: boolean;
  readonly basic: boolean;
  readonly apiKeyHeader: string | undefined;
  readonly throttled: boolean;

  constructor({ bearer, basic, apiKeyHeader, throttled }: SchemesOn) {
    this.bearer = bearer;
    this.basic = basic;
    this.apiKeyHeader = apiKeyHeader;
    this.throttled = throttled;
  }

  /** Whether there is one at all. Otherwise the application authenticates by guards of its own. */
  get isAny(): boolean {
    return this.bearer || this.basic || this.apiKeyHeader !== undefined;
  }

  /**
   * The value of `WWW-Authenticate` (RFC 9110 §11.6.1); `undefined` where there is no scheme.
   *
   * @param isInvalid whether there were credentials, which a token's scheme tells apart (RFC 6750 §3.1)
   */
  challenge(isInvalid: boolean): string | undefined {
    const challenges = [
      ...(this.bearer ? [`Bearer ${REALM}${isInvalid ? ', error="invalid_token"' : ''}`] : []),
      ...(this.basic ? [`Basic ${REALM}, charset="UTF-8"`] : []),
      ...(this.apiKeyHeader === undefined ? [] : [`ApiKey ${REALM}, header="${this.apiKeyHeader}"`]),
    ];
    return challenges.length === 0 ? undefined : challenges.join(', ');
  }
}

/** Of an application that authenticates by guards of its own. */
export const NO_SCHEMES = new AuthSchemes({ bearer: false, basic: false, apiKeyHeader: undefined, throttled: false });
