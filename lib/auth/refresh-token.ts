import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const FORM = /^([\w-]{43})\.([\w-]{43})$/;

/**
 * A refresh token is two secrets: one that stays the same as long as the session goes on, and one that is good once. So
 * a token that was used before is told apart from one that never was, and nobody ends a session without having had one of
 * its tokens.
 */
export interface RefreshToken {
  readonly text: string;
  /** Digest of the first secret: the name of the session. */
  readonly session: string;
  /** Digest of the second one. */
  readonly token: string;
}

/** A new token; of a new session, or of the one that a token belongs to. */
export function createRefreshToken(previous?: RefreshToken): RefreshToken {
  const first = previous === undefined ? newSecret() : previous.text.split('.')[0]!;
  return tokenOf(first, newSecret());
}

/** `undefined` for a text that is no refresh token. */
export function parseRefreshToken(text: string): RefreshToken | undefined {
  const [, first, second] = FORM.exec(text) ?? [];
  return first === undefined || second === undefined ? undefined : tokenOf(first, second);
}

function tokenOf(first: string, second: string): RefreshToken {
  return { text: `${first}.${second}`, session: digest(first), token: digest(second) };
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
