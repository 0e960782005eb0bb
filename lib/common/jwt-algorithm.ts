/** Algorithms that access tokens may be signed with. */
export const JWT_ALGORITHMS = [
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'ES256',
  'ES384',
  'ES512',
] as const;

/** One of them. */
export type JwtAlgorithm = (typeof JWT_ALGORITHMS)[number];
