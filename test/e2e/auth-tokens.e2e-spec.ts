import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { Controller, Get, Module, Req, UseGuards } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { AuthGuard } from '@nestjs/passport';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { beforeEach, describe, expect, it } from 'vitest';
import { AuthenticatedGuard, CurrentPrincipal, LightApiModule, type Principal } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { People, PEOPLE, resetPeople } from './fixtures/people.js';
import { RawClient } from './fuzz/raw-client.js';
import { describeApi, type Api } from './harness/describe-api.js';

const SECRET = 'a secret of the tests, of more than 32 bytes';
const JWT = { secret: SECRET, issuer: 'tests', audience: 'library' };

@Entity()
class Note {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) text: string;
}

@Controller('whoami')
class WhoController {
  @Get('passport')
  @UseGuards(AuthGuard('lightapi-jwt'))
  passport(@Req() request: { user: object }): object {
    return request.user;
  }

  @Get('guard')
  @UseGuards(AuthenticatedGuard)
  guard(@CurrentPrincipal() { id, roles, claims }: Principal, @Req() request: { user: object }): object {
    return { id, roles, claims, user: request.user };
  }

  @Get('nobody')
  nobody(@CurrentPrincipal() { id }: Principal): object {
    return { id: id ?? null };
  }
}

@Module({ controllers: [WhoController] })
class WhoModule {}

const now = (): number => Math.floor(Date.now() / 1000);

/** A token whose parts are exactly these, signed as an HMAC token is. */
function handmade(header: object, payload: unknown, secret = SECRET, hash = 'sha256'): string {
  const parts = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${parts}.${createHmac(hash, secret).update(parts).digest('base64url')}`;
}

const HEADER = { alg: 'HS256', typ: 'JWT' };
const claims = (): Record<string, unknown> => ({ sub: '1', iss: 'tests', aud: 'library', iat: now(), exp: now() + 60 });

function without(name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims()).filter(([other]) => other !== name));
}

/** Tokens that are well signed, or look so, and nobody may come in with. */
const BAD_TOKENS: Readonly<Record<string, () => string>> = {
  'has no exp': () => handmade(HEADER, without('exp')),
  'has an exp that is no whole number': () => handmade(HEADER, { ...claims(), exp: now() + 60.5 }),
  'has an exp of text': () => handmade(HEADER, { ...claims(), exp: String(now() + 60) }),
  'is over': () => handmade(HEADER, { ...claims(), exp: now() - 31 }),
  'is not good yet': () => handmade(HEADER, { ...claims(), nbf: now() + 40 }),
  'has no sub': () => handmade(HEADER, without('sub')),
  'has an empty sub': () => handmade(HEADER, { ...claims(), sub: ' ' }),
  'has a number as sub': () => handmade(HEADER, { ...claims(), sub: 1 }),
  'has a very long sub': () => handmade(HEADER, { ...claims(), sub: '1'.repeat(256) }),
  'has no issuer': () => handmade(HEADER, without('iss')),
  'has another issuer': () => handmade(HEADER, { ...claims(), iss: 'others' }),
  'has no audience': () => handmade(HEADER, without('aud')),
  'has another audience': () => handmade(HEADER, { ...claims(), aud: 'shop' }),
  'is signed by HS512': () => handmade({ ...HEADER, alg: 'HS512' }, claims(), SECRET, 'sha512'),
  'is signed by nobody': () =>
    `${handmade({ ...HEADER, alg: 'none' }, claims())
      .split('.')
      .slice(0, 2)
      .join('.')}.`,
  'is signed with another secret': () => handmade(HEADER, claims(), 'b'.repeat(40)),
  'has a text as payload': () => new JwtService().sign('1', { secret: SECRET }),
  'has an extension that has to be understood': () => handmade({ ...HEADER, crit: ['exp'] }, claims()),
  'is changed': () => `${handmade(HEADER, claims()).slice(0, -4)}AAAA`,
  'is larger than any of ours': () => handmade(HEADER, { ...claims(), more: 'x'.repeat(8192) }),
  'is no token': () => 'three.parts.here',
  'is empty': () => '',
};

async function refused(api: Api, path: string, headers: Record<string, string>): Promise<void> {
  const answer = await api.agent.get(path).set(headers).expect(401);
  expect(answer.body).toMatchObject({ code: 'LA602', status: 401 });
  expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
}

describeApi(
  'an access token',
  {
    engines: ['sqlite'],
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        jwt: JWT,
        auth: { accounts: People },
        entities: [
          { entity: Note, access: 'authenticated' },
          { entity: Author, access: 'public' },
        ],
      }),
      WhoModule,
    ],
    openapi: undefined,
  },
  (api) => {
    beforeEach(resetPeople);

    it('opens what is for known callers, as its account is now', async () => {
      const token = handmade(HEADER, { ...claims(), roles: ['root'] });
      await api.agent.get('/notes').set('authorization', `Bearer ${token}`).expect(200);
      await api.agent.get('/notes').set('authorization', `bearer ${token}`).expect(200);
      const answer = await api.agent.get('/auth/me').set('authorization', `Bearer ${token}`).expect(200);
      expect(answer.body).toEqual({ id: '1', roles: ['admin'], name: 'Ann', tenantId: 'north' });
    });

    it('is missed in a 401 with the schemes that are on', async () => {
      const answer = await api.agent.get('/notes').expect(401);
      expect(answer.body).toMatchObject({ code: 'LA600', status: 401 });
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="api"');
    });

    it.each(Object.entries(BAD_TOKENS))('opens nothing when it %s', async (_case, make) => {
      const authorization = `Bearer ${make()}`;
      await refused(api, '/notes', { authorization });
      // Also where nobody has to say who they are.
      await refused(api, '/authors', { authorization });
    });

    it('is asked for under every spelling of a path that leads to the same place', async () => {
      const notes = api.dataSource.getRepository(Note);
      await notes.insert({ text: 'a note' });
      const client = new RawClient(api.url);
      const spellings = [
        '/NOTES',
        '/notes/',
        '/%6eotes',
        '/Notes/',
        '//notes',
        '/./notes',
        '/notes;a=b',
        '/x/../notes',
      ];
      const statuses = new Set<number>();
      for (const path of ['/notes', ...spellings, ...spellings.map((spelling) => `${spelling.replace(/\/$/, '')}/1`)]) {
        for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) {
          const headers = { 'content-type': 'application/json' };
          const { status } = await client.send({ method, path, headers, body: '{"text":"x"}' });
          expect({ method, path, isOpen: status < 400 }).toEqual({ method, path, isOpen: false });
          if (path !== '/notes') statuses.add(status);
        }
      }
      client.close();
      // Some of them do lead there, or nothing would have been asked.
      expect([...statuses]).toContain(401);
      expect(await notes.find()).toEqual([{ id: 1, text: 'a note' }]);
    });

    it('is forgiven a clock that is half a minute behind', async () => {
      const token = handmade(HEADER, { ...claims(), exp: now() - 25 });
      await api.agent.get('/notes').set('authorization', `Bearer ${token}`).expect(200);
    });

    it('opens nothing once its account is suspended or gone', async () => {
      const authorization = `Bearer ${handmade(HEADER, claims())}`;
      PEOPLE.set('ann', { ...PEOPLE.get('ann')!, suspended: true });
      await refused(api, '/notes', { authorization });
      PEOPLE.delete('ann');
      await refused(api, '/notes', { authorization });
    });

    it('is refused for a scheme that is not on', async () => {
      await refused(api, '/notes', { authorization: `Basic ${Buffer.from('ann:correct horse').toString('base64')}` });
      await refused(api, '/authors', { authorization: 'Digest username="ann"' });
    });

    it('is a Passport strategy for controllers of the application', async () => {
      const authorization = `Bearer ${handmade(HEADER, claims())}`;
      const user = { id: '1', roles: ['admin'], name: 'Ann', tenantId: 'north' };
      const passport = await fetch(`${api.url}/whoami/passport`, { headers: { authorization } });
      expect([passport.status, await passport.json()]).toEqual([200, user]);
      expect((await fetch(`${api.url}/whoami/passport`)).status).toBe(401);
      const bad = { authorization: `Bearer ${handmade(HEADER, without('exp'))}` };
      expect((await fetch(`${api.url}/whoami/passport`, { headers: bad })).status).toBe(401);
    });

    it('is heeded by a guard for controllers of the application', async () => {
      const authorization = `Bearer ${handmade(HEADER, claims())}`;
      const user = { id: '1', roles: ['admin'], name: 'Ann', tenantId: 'north' };
      const known = await fetch(`${api.url}/whoami/guard`, { headers: { authorization } });
      expect(await known.json()).toEqual({ id: '1', roles: ['admin'], claims: user, user });
      const unknown = await fetch(`${api.url}/whoami/guard`);
      expect([unknown.status, unknown.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="api"']);
      expect(await (await fetch(`${api.url}/whoami/nobody`)).json()).toEqual({ id: null });
    });
  },
);

describe('a token of somebody else', () => {
  const pairs = {
    RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  };
  for (const [algorithm, { publicKey, privateKey }] of Object.entries(pairs)) {
    const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string;
    const sign = (key: Parameters<JwtService['sign']>[1]): string => new JwtService().sign(claims(), key);

    describeApi(
      algorithm,
      {
        engines: ['sqlite'],
        imports: (database) => [
          LightApiModule.forRoot({
            database,
            jwt: { publicKey: pem, issuer: 'tests', audience: 'library' },
            entities: [{ entity: Note, access: { read: { role: 'editor' } } }],
          }),
        ],
      },
      (api) => {
        it('opens what its roles may', async () => {
          const jwt = new JwtService();
          const options = { privateKey, algorithm: algorithm as 'RS256' };
          const token = jwt.sign({ ...claims(), roles: ['editor', 7] }, options);
          await api.agent.get('/notes').set('authorization', `Bearer ${token}`).expect(200);
          const other = jwt.sign({ ...claims(), roles: 'editor' }, options);
          await api.agent.get('/notes').set('authorization', `Bearer ${other}`).expect(403);
        });

        const signed = (changes: object): string => {
          const payload = { ...claims(), roles: ['editor'], ...changes };
          const parts = [{ alg: algorithm, typ: 'JWT' }, payload].map((part) =>
            Buffer.from(JSON.stringify(part)).toString('base64url'),
          );
          const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
          return `${parts.join('.')}.${createSign('sha256').update(parts.join('.')).sign(key, 'base64url')}`;
        };

        it('says whose it is', async () => {
          for (const sub of [undefined, '', ' ', 1, ['1'], '1'.repeat(256), '1\0', '\ud800']) {
            await refused(api, '/notes', { authorization: `Bearer ${signed({ sub })}` });
          }
        });

        it('names a session by a text, if it does', async () => {
          await api.agent
            .get('/notes')
            .set('authorization', `Bearer ${signed({ sid: 'theirs' })}`)
            .expect(200);
          for (const sid of [1, null, ['theirs'], 'theirs\0', '\ud800']) {
            await refused(api, '/notes', { authorization: `Bearer ${signed({ sid })}` });
          }
        });

        it('is not made with the public key as a secret', async () => {
          await refused(api, '/notes', { authorization: `Bearer ${handmade(HEADER, claims(), pem)}` });
        });

        it('is not signed by another key or algorithm', async () => {
          const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
          const token = sign({ privateKey: stranger, algorithm: 'RS256' });
          await refused(api, '/notes', { authorization: `Bearer ${token}` });
          if (algorithm !== 'RS256') return;
          const longer = sign({ privateKey, algorithm: 'RS512' });
          await refused(api, '/notes', { authorization: `Bearer ${longer}` });
        });
      },
    );
  }
});
