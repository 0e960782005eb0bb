import { JwtService } from '@nestjs/jwt';
import { isStorableText } from '../resource/storable-text.js';
import type { JwtSettings } from './jwt.settings.js';
import type { AccessTokens, TokenClaims } from './access-tokens.js';

/** Two clocks are never the same; this much is forgiven. */
const CLOCK_SKEW_SECONDS = 30;
const MAX_SUBJECT = 255;
const MAX_TOKEN = 8192;

/** A token as it was taken apart. */
interface TakenApart {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: string | Readonly<Record<string, unknown>>;
}

/** Makes and checks access tokens (RFC 7519) through `@nestjs/jwt`, more strictly than it does by itself. */
export class JwtTokens implements AccessTokens {
  private readonly service: JwtService;

  constructor(readonly settings: JwtSettings) {
    this.service = new JwtService({
      publicKey: settings.verifyKey,
      privateKey: settings.signKey,
      verifyOptions: {
        algorithms: [settings.algorithm],
        issuer: settings.issuer,
        audience: settings.audience,
        clockTolerance: CLOCK_SKEW_SECONDS,
      },
    });
  }

  get expiresInSeconds(): number {
    return this.settings.expiresInSeconds;
  }

  sign(subject: string, session: string | undefined, claims: Readonly<Record<string, unknown>> = {}): string {
    const { algorithm, issuer, audience, expiresInSeconds } = this.settings;
    const iat = Math.floor(Date.now() / 1000);
    return this.service.sign(
      {
        ...claims,
        sub: subject,
        ...(session !== undefined && { sid: session }),
        iss: issuer,
        aud: audience,
        iat,
        exp: iat + expiresInSeconds,
      },
      { algorithm },
    );
  }

  verify(token: string): TokenClaims | undefined {
    if (token.length > MAX_TOKEN) return undefined;
    try {
      return soundClaims(this.service.verify<TakenApart>(token, { complete: true }));
    } catch {
      return undefined;
    }
  }
}

/** What the library lets through: extensions that have to be understood, texts as payloads, tokens that never end. */
function soundClaims({ header, payload }: TakenApart): TokenClaims | undefined {
  if ('crit' in header || typeof payload !== 'object' || payload === null) return undefined;
  const { exp, iat, sub, sid } = payload;
  if (!Number.isSafeInteger(exp) || (iat !== undefined && !Number.isSafeInteger(iat))) return undefined;
  if (!isName(sub) || sub.trim() === '' || sub.length > MAX_SUBJECT) return undefined;
  if (sid !== undefined && !isName(sid)) return undefined;
  return payload as TokenClaims;
}

/** Names are looked up, and PostgreSQL fails at a text that it cannot hold instead of finding nothing. */
function isName(claim: unknown): claim is string {
  return typeof claim === 'string' && isStorableText(claim);
}
