import { createPrivateKey, createPublicKey, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { JWT_ALGORITHMS, type JwtAlgorithm } from '../common/jwt-algorithm.js';
import type { JwtOptions } from './jwt.options.js';

/** Complete and sound: all that making and checking tokens takes. */
export interface JwtSettings {
  readonly algorithm: JwtAlgorithm;
  /** Checks signatures: the secret, or the public key. */
  readonly verifyKey: KeyObject;
  /** Makes signatures; `undefined` where tokens are made by somebody else. */
  readonly signKey: KeyObject | undefined;
  readonly issuer: string;
  readonly audience: string;
  readonly expiresInSeconds: number;
  readonly refreshExpiresInSeconds: number;
}

/** What is known of the process that tokens are used in. */
export interface JwtSurroundings {
  /** Of the environment. */
  readonly secret: string | undefined;
  readonly isProduction: boolean;
  /** Whether tokens are made, and not only checked. */
  readonly signs: boolean;
}

export interface JwtFinding {
  readonly message: string;
  readonly fix?: string;
}

/** Settings where they are sound, and what is wrong where they are not. */
export interface JwtResolution {
  readonly settings: JwtSettings | undefined;
  readonly problems: readonly JwtFinding[];
  /** What is refused in production. */
  readonly warnings: readonly JwtFinding[];
}

const MIN_SECRET_BYTES = 32;
const OURS = 'lightapi';
const NEW_SECRET = `make one: node -p "crypto.randomBytes(${MIN_SECRET_BYTES}).toString('hex')"`;
const CURVES: Readonly<Record<string, JwtAlgorithm>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};

type Keys = Pick<JwtSettings, 'verifyKey' | 'signKey'> & { readonly algorithms: readonly JwtAlgorithm[] };

/** Reads the options about tokens. Nothing of a secret or a key is repeated in what is wrong with it. */
export function resolveJwt(options: JwtOptions, surroundings: JwtSurroundings): JwtResolution {
  const problems: JwtFinding[] = [];
  const warnings: JwtFinding[] = [];
  const isPair = options.publicKey !== undefined || options.privateKey !== undefined;
  if (isPair && options.secret !== undefined) problems.push({ message: 'jwt has both a secret and a key.' });
  const keys = isPair
    ? keyPair(options, surroundings, problems)
    : secretKeys(options, surroundings, problems, warnings);
  const expiresInSeconds = seconds(options, 'expiresInSeconds', 900, problems);
  const refreshExpiresInSeconds = seconds(options, 'refreshExpiresInSeconds', 2_592_000, problems);
  const isForeign = isPair && options.privateKey === undefined;
  const issuer = name(options, 'issuer', isForeign, problems);
  const audience = name(options, 'audience', isForeign, problems);
  const algorithm = algorithmOf(options, keys, problems);
  if (problems.length > 0 || keys === undefined) return { settings: undefined, problems, warnings };
  const { verifyKey, signKey } = keys;
  return {
    settings: { algorithm, verifyKey, signKey, issuer, audience, expiresInSeconds, refreshExpiresInSeconds },
    problems,
    warnings,
  };
}

function secretKeys(
  { secret: given }: JwtOptions,
  { secret: known, isProduction }: JwtSurroundings,
  problems: JwtFinding[],
  warnings: JwtFinding[],
): Keys | undefined {
  const secret: unknown = given ?? known;
  const findings = isProduction ? problems : warnings;
  if (secret !== undefined && (typeof secret !== 'string' || secret === '')) {
    problems.push({ message: 'jwt.secret is not a text.', fix: NEW_SECRET });
    return undefined;
  }
  if (secret === undefined) {
    findings.push({
      message: 'there is no secret for access tokens, so they are good in this process alone, until it ends.',
      fix: `set LIGHTAPI_JWT_SECRET or jwt.secret; ${NEW_SECRET}`,
    });
  } else if (Buffer.byteLength(secret) < MIN_SECRET_BYTES) {
    const place = given === undefined ? 'LIGHTAPI_JWT_SECRET' : 'jwt.secret';
    findings.push({
      message: `${place} has fewer than ${MIN_SECRET_BYTES} bytes: whoever guesses it is everybody.`,
      fix: NEW_SECRET,
    });
  }
  const key = createSecretKey(secret === undefined ? randomBytes(MIN_SECRET_BYTES) : Buffer.from(secret));
  return { verifyKey: key, signKey: key, algorithms: ['HS256', 'HS384', 'HS512'] };
}

function keyPair(options: JwtOptions, { signs }: JwtSurroundings, problems: JwtFinding[]): Keys | undefined {
  const { publicKey, privateKey } = options;
  if (signs && privateKey === undefined) {
    problems.push({
      message: 'jwt.privateKey is missing, and login has to sign tokens.',
      fix: 'name the private key, or set auth.login: false',
    });
  }
  const secretHalf = privateKey === undefined ? undefined : pem('privateKey', privateKey, createPrivateKey, problems);
  const publicHalf = publicKey === undefined ? secretHalf : pem('publicKey', publicKey, createPublicKey, problems);
  if (publicHalf === undefined || (privateKey !== undefined && secretHalf === undefined)) return undefined;
  const verifyKey = publicHalf.type === 'private' ? createPublicKey(publicHalf) : publicHalf;
  if (secretHalf !== undefined && !createPublicKey(secretHalf).equals(verifyKey)) {
    problems.push({ message: 'jwt.publicKey and jwt.privateKey do not belong together.' });
  }
  const algorithms = algorithmsOf(verifyKey);
  if (algorithms.length === 0) {
    problems.push({
      message: 'jwt.publicKey is neither an RSA key of at least 2048 bits nor an EC key of P-256, P-384 or P-521.',
    });
  }
  return { verifyKey, signKey: secretHalf, algorithms };
}

function pem(
  option: 'publicKey' | 'privateKey',
  text: unknown,
  read: (text: string) => KeyObject,
  problems: JwtFinding[],
): KeyObject | undefined {
  try {
    return read(text as string);
  } catch {
    problems.push({ message: `jwt.${option} is not the PEM text of a key.` });
    return undefined;
  }
}

function algorithmsOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): readonly JwtAlgorithm[] {
  if (asymmetricKeyType === 'rsa') {
    return (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048 ? ['RS256', 'RS384', 'RS512'] : [];
  }
  const curve = CURVES[asymmetricKeyDetails?.namedCurve ?? ''];
  return asymmetricKeyType === 'ec' && curve !== undefined ? [curve] : [];
}

/** HMAC with a public key as its secret is how tokens are forged: the algorithm has to be one of the key's kind. */
function algorithmOf({ algorithm }: JwtOptions, keys: Keys | undefined, problems: JwtFinding[]): JwtAlgorithm {
  const fitting = keys?.algorithms ?? JWT_ALGORITHMS;
  if (algorithm === undefined) return fitting[0] ?? 'HS256';
  if (!fitting.includes(algorithm)) {
    problems.push({
      message: 'jwt.algorithm is not one for this kind of key.',
      fix: `write one of ${fitting.join(', ')}`,
    });
  }
  return algorithm;
}

function seconds(
  options: JwtOptions,
  option: 'expiresInSeconds' | 'refreshExpiresInSeconds',
  fallback: number,
  problems: JwtFinding[],
): number {
  const value: unknown = options[option] ?? fallback;
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  problems.push({ message: `jwt.${option} is not a whole number of at least 1.` });
  return fallback;
}

function name(options: JwtOptions, option: 'issuer' | 'audience', isForeign: boolean, problems: JwtFinding[]): string {
  const value: unknown = options[option];
  if (typeof value === 'string' && value !== '') return value;
  if (value === undefined && !isForeign) return OURS;
  const isMissing = value === undefined;
  problems.push({
    message: isMissing ? `jwt.${option} is missing.` : `jwt.${option} is not a text.`,
    ...(isMissing && { fix: 'write what the tokens have that somebody else makes for this key' }),
  });
  return OURS;
}
