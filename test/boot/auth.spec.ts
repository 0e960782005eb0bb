import 'reflect-metadata';
import { generateKeyPairSync } from 'node:crypto';
import type { DynamicModule } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import libsql from 'libsql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LightApiBootError, LightApiModule } from '../../lib/index.js';
import { checkAsyncKeys, checkRootKeys, checkRuntimeKeys } from '../../lib/light-api.option-keys.js';
import { Keys, People } from '../e2e/fixtures/people.js';

@Entity()
class Plain {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) name: string;
}

const LONG = 'a secret of the tests, of more than 32 bytes';
const database = {
  type: 'better-sqlite3',
  driver: libsql,
  database: ':memory:',
  autoLoadEntities: true,
  synchronize: true,
};
const warned: string[] = [];

/** Starts an application; what is wrong with it, nothing when it starts. */
async function problemsOf(module: DynamicModule): Promise<string[]> {
  const testing = Test.createTestingModule({ imports: [module] });
  testing.setLogger({ log: () => undefined, error: () => undefined, warn: (text: string) => void warned.push(text) });
  try {
    const app = (await testing.compile()).createNestApplication();
    await app.init();
    await app.close();
    return [];
  } catch (error) {
    if (!(error instanceof LightApiBootError)) throw error;
    return error.problems.map(({ code, message, place, fix }) => `${code}  ${message} (${place}) ${fix ?? ''}`);
  }
}

function boot(options: object): Promise<string[]> {
  return problemsOf(LightApiModule.forRoot({ database, ...options } as object));
}

beforeEach(() => void warned.splice(0));
afterEach(() => void vi.unstubAllEnvs());

describe('the secret of access tokens', () => {
  const short = { jwt: { secret: 'short' }, auth: { accounts: People } };
  const secretFix = `make one: node -p "crypto.randomBytes(32).toString('hex')"`;

  it('has at least 32 bytes in production', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    expect(await boot(short)).toEqual([
      `LA044  jwt.secret has fewer than 32 bytes: whoever guesses it is everybody. (forRoot) ${secretFix}`,
    ]);
    vi.stubEnv('LIGHTAPI_JWT_SECRET', 'x'.repeat(31));
    expect((await boot({ auth: { accounts: People } })).at(0)).toContain('LIGHTAPI_JWT_SECRET has fewer than 32 bytes');
    vi.stubEnv('LIGHTAPI_JWT_SECRET', '');
    expect((await boot({ auth: { accounts: People } })).at(0)).toContain('there is no secret for access tokens');
    vi.stubEnv('LIGHTAPI_JWT_SECRET', 'x'.repeat(32));
    expect(await boot({ auth: { accounts: People } })).toEqual([]);
    expect(await boot({ jwt: { secret: LONG } })).toEqual([]);
  });

  it('is warned of elsewhere, without being repeated', async () => {
    expect(await boot(short)).toEqual([]);
    expect(warned.filter((text) => text.includes('jwt.secret has fewer than 32 bytes'))).toHaveLength(1);
    expect(await boot({ auth: { accounts: People } })).toEqual([]);
    expect(warned.filter((text) => text.includes('there is no secret for access tokens'))).toHaveLength(1);
    expect(warned.join()).not.toContain('short');
  });

  it('is not asked for where no tokens are', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    expect(await boot({ auth: { apiKeys: Keys } })).toEqual([]);
    expect(await boot({ auth: { accounts: People, basic: true, login: false } })).toEqual([]);
  });

  it('may come from a factory', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    const options = { useFactory: () => ({ database, jwt: { secret: 'short' } }) } as object;
    expect((await problemsOf(LightApiModule.forRootAsync(options as never))).at(0)).toContain(
      'jwt.secret has fewer than',
    );
  });
});

describe('the keys of access tokens', () => {
  const text = (key: { export(options: object): unknown }, type: string): string =>
    key.export({ type, format: 'pem' }) as string;
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const curve = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
  const publicKey = text(rsa.publicKey, 'spki');
  const privateKey = text(rsa.privateKey, 'pkcs8');
  const ours = { issuer: 'tests', audience: 'tests' };

  const wrong: [what: string, jwt: object, message: string][] = [
    ['no PEM', { ...ours, publicKey: 'x' }, 'jwt.publicKey is not the PEM text of a key.'],
    ['a pair of two halves', { publicKey, privateKey: text(other.privateKey, 'pkcs8') }, 'do not belong together'],
    ['a secret, too', { ...ours, publicKey, secret: LONG }, 'jwt has both a secret and a key.'],
    [
      'a small RSA key',
      { ...ours, publicKey: text(small.publicKey, 'spki') },
      'neither an RSA key of at least 2048 bits',
    ],
    ['another curve', { ...ours, publicKey: text(curve.publicKey, 'spki') }, 'nor an EC key of P-256'],
    ['an algorithm of secrets', { ...ours, publicKey, algorithm: 'HS256' }, 'jwt.algorithm is not one for this kind'],
    ['an algorithm of keys', { secret: LONG, algorithm: 'RS256' }, 'jwt.algorithm is not one for this kind'],
    ['no algorithm at all', { secret: LONG, algorithm: 'none' }, 'jwt.algorithm is not one for this kind'],
    ['no issuer', { publicKey, audience: 'tests' }, 'jwt.issuer is missing.'],
    ['no audience', { publicKey, issuer: 'tests' }, 'jwt.audience is missing.'],
    ['an empty audience', { secret: LONG, audience: '' }, 'jwt.audience is not a text.'],
    ['no time', { secret: LONG, expiresInSeconds: 0 }, 'jwt.expiresInSeconds is not a whole number'],
    [
      'a text as time',
      { secret: LONG, refreshExpiresInSeconds: '1h' },
      'jwt.refreshExpiresInSeconds is not a whole number',
    ],
    ['an empty secret', { secret: '' }, 'jwt.secret is not a text.'],
  ];

  it.each(wrong)('are refused with %s', async (_what, jwt, message) => {
    const lines = await boot({ jwt });
    expect(lines[0]).toContain(`LA044  `);
    expect(lines[0]).toContain(message);
    expect(lines).toHaveLength(1);
  });

  it('have to sign where accounts log in', async () => {
    const lines = await boot({ jwt: { ...ours, publicKey }, auth: { accounts: People } });
    expect(lines[0]).toContain('jwt.privateKey is missing, and login has to sign tokens.');
    expect(await boot({ jwt: { privateKey }, auth: { accounts: People } })).toEqual([]);
  });
});

describe('options about access', () => {
  const wrong: [options: object, message: string][] = [
    [{ auth: { basic: true } }, 'LA044  auth.basic has no accounts to compare with.'],
    [{ auth: { login: {} } }, 'LA044  auth.login has no accounts to log in.'],
    [{ auth: { accounts: Plain } }, 'LA011  auth.accounts is not a class that extends AccountStore.'],
    [{ auth: { apiKeys: Plain } }, 'LA011  auth.apiKeys is not a class that extends ApiKeyStore.'],
    [{ auth: { apiKeys: Keys, apiKeyHeader: 'X Key' } }, 'LA011  auth.apiKeyHeader is not the name of a header field.'],
    [{ auth: { strategies: 'jwt' } }, 'LA011  auth.strategies is not a list'],
    [{ auth: { basic: 'yes' } }, 'LA011  auth.basic is neither true nor false.'],
    [{ auth: { accounts: People, login: true } }, 'LA011  auth.login is neither an object nor false.'],
    [{ auth: { accounts: People, login: { path: 'a/:b' } } }, 'LA013  auth.login.path is not made of plain segments.'],
    [{ auth: { accounts: People, login: { attempts: { limit: 0 } } } }, 'LA011  auth.login.attempts.limit is not'],
    [{ auth: 'jwt' }, 'LA011  auth is not an object.'],
    [{ jwt: LONG }, 'LA011  jwt is not an object.'],
    [{ throttle: {} }, 'LA011  throttle.limit is not a whole number of at least 1.'],
    [{ throttle: { limit: 1, windowMs: 0.5 } }, 'LA011  throttle.windowMs is not'],
    [{ throttle: { limit: 1, storage: {} } }, 'LA011  throttle.storage is not a ThrottlerStorage'],
    [{ cors: true }, 'LA011  cors is not an object.'],
    [{ cors: { origins: [] } }, 'LA011  cors.origins is neither "*" nor a list of origins.'],
    [{ cors: { origins: ['https://app.example.com/'] } }, 'LA011  cors.origins is neither "*" nor a list of origins.'],
    [{ cors: { origins: '*', credentials: true } }, 'LA045  cors.origins is "*" together with cors.credentials'],
    [{ cors: { origins: ['*'], credentials: true } }, 'LA045  cors.origins is "*" together with cors.credentials'],
    [{ cors: { origins: '*', maxAgeSeconds: -1 } }, 'LA011  cors.maxAgeSeconds is not a whole number of at least 0.'],
    [{ cors: { origins: '*', exposedHeaders: ['a b'] } }, 'LA011  cors.exposedHeaders is not a list'],
    [{ jwt: { secret: LONG, audiense: 'x' } }, 'LA010  jwt.audiense is not an option.'],
    [{ throttle: { limits: 3, limit: 3 } }, 'LA010  throttle.limits is not an option.'],
    [{ cors: { origin: '*', origins: '*' } }, 'LA010  cors.origin is not an option.'],
  ];

  it.each(wrong)('are refused: %o', async (options, message) => {
    vi.stubEnv('LIGHTAPI_JWT_SECRET', LONG);
    const lines = await boot(options);
    expect(lines[0]).toContain(message);
    expect(lines).toHaveLength(1);
  });

  it('are spelt as documented', () => {
    const messages = (problems: readonly { readonly message: string }[]): string[] =>
      problems.map(({ message }) => message);
    const auth = { acounts: People, login: { paht: 'x', attempts: { limits: 1 } } };
    const misspelt = [
      'auth.acounts is not an option.',
      'auth.login.paht is not an option.',
      'auth.login.attempts.limits is not an option.',
    ];
    expect(messages(checkRootKeys({ auth }))).toEqual(misspelt);
    expect(messages(checkAsyncKeys({ auth, useFactory: () => ({}), jwt: {} }))).toEqual([
      'jwt is not an option.',
      ...misspelt,
    ]);
    const found: string[] = [];
    checkRuntimeKeys({ jwt: { secrets: 'x' }, cros: {} }, ({ message }) => void found.push(message));
    expect(found).toEqual(['cros is not an option.', 'jwt.secrets is not an option.']);
  });

  it('leave the paths of login to login', async () => {
    const auth = { accounts: People };
    const jwt = { secret: LONG };
    for (const path of ['auth', 'auth/me']) {
      const lines = await boot({ auth, jwt, entities: [{ entity: Plain, path, access: 'public' }] });
      expect(lines).toEqual([expect.stringContaining(`LA014  the path /${path} belongs to the routes of login.`)]);
    }
    const elsewhere = { accounts: People, login: { path: 'account' } };
    expect(await boot({ auth: elsewhere, jwt, entities: [{ entity: Plain, path: 'auth', access: 'public' }] })).toEqual(
      [],
    );
  });

  it('need a table for sessions', async () => {
    const lines = await boot({
      database: { ...database, autoLoadEntities: false, entities: [Plain] },
      auth: { accounts: People },
      jwt: { secret: LONG },
    });
    expect(lines[0]).toContain('LA032  the data source "default" does not know the entity AuthSession.');
  });
});
