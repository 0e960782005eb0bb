import { createHmac } from 'node:crypto';

/** Who sends a request. */
export interface Asker {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Stands in values that nobody else may see, save those who see everything. */
  readonly mark?: string;
  readonly seesEverything?: boolean;
  /** Whether what is sent as credentials is none: nothing may be done with it, not even what everybody may. */
  readonly isBroken?: boolean;
}

export const NOBODY: Asker = { name: 'nobody', headers: {} };

/** What tokens are signed with, so that some can be made that are wrong in one thing only. */
export const TOKEN_SECRET = 'a secret of the fuzzed application, of 32 bytes and more';

/** Everything that may stand where credentials do and is none, each as somebody of its own. */
export function brokenAskers(token: string): Asker[] {
  const [header, payload, signature] = token.split('.') as [string, string, string];
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Readonly<Record<string, unknown>>;
  const signed = (changed: object, head: object = { alg: 'HS256', typ: 'JWT' }): string => {
    const parts = [head, changed].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${parts}.${createHmac('sha256', TOKEN_SECRET).update(parts).digest('base64url')}`;
  };
  const tokens = [
    '',
    'a.b.c',
    '..',
    `${token}x`,
    `${token}.${token}`,
    `${token}, Bearer ${token}`,
    `${header}.${payload}.`,
    `${header}.${payload}`,
    `${header}..${signature}`,
    `${header}.${Buffer.from('{"sub":"1"}').toString('base64url')}.${signature}`,
    `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`,
    signed({ ...claims, exp: 1 }),
    signed({ ...claims, exp: undefined }),
    signed({ ...claims, sub: '999' }),
    signed({ ...claims, sub: "1' OR '1'='1" }),
    signed({ ...claims, sub: '\0' }),
    signed({ ...claims, sub: ['1'] }),
    signed({ ...claims, sid: 'ended' }),
    signed({ ...claims, sid: '\0' }),
    signed({ ...claims, aud: 'others' }),
    signed({ ...claims }, { alg: 'HS256', crit: ['x'] }),
    signed([claims]),
    'x'.repeat(3000),
    '%00',
    '\u00e9\u00ff',
    '{"sub":"1"}',
  ];
  const schemes = ['Basic YW5uOnB3', 'Bearer', 'Digest username="ann"', 'ApiKey x', ',', 'Bearer\ta.b.c'];
  return [...tokens.map((broken) => `Bearer ${broken}`), ...schemes].map((authorization, index) => ({
    name: `broken credentials ${index}`,
    headers: { authorization },
    isBroken: true,
  }));
}
