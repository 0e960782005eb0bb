/** Bytes of a secret: as many as an HMAC-SHA256 has (RFC 2104 §3). */
const MIN_BYTES = 32;

/** What is wrong with a secret that is too short, in the words of a boot error. */
export const SHORT_SECRET = {
  message: `has fewer than ${MIN_BYTES} bytes.`,
  fix: `make one: node -p "crypto.randomBytes(${MIN_BYTES}).toString('hex')"`,
} as const;

/** Whether a secret is long enough to sign with. */
export function isLongEnough(secret: string): boolean {
  return Buffer.byteLength(secret) >= MIN_BYTES;
}
