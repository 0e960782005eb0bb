import { performance } from 'node:perf_hooks';
import { beforeEach, describe, expect, it } from 'vitest';
import { AuthSession, LightApiModule } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { cheapHash, People, PEOPLE, resetPeople } from './fixtures/people.js';
import { describeApi, type Api } from './harness/describe-api.js';
import { problemsOf, send, sendAtOnce, statuses, type Answer } from './harness/parallel-client.js';

const SECRET = 'a secret of the tests, of more than 32 bytes';
const RIGHT = { username: 'ann', password: 'correct horse' };
const MANY = { limit: 100_000 };

interface Tokens {
  readonly token: string;
  readonly tokenType: string;
  readonly expiresIn: number;
  readonly refreshToken: string;
  readonly user: object;
}

async function login(api: Api, body: object = RIGHT): Promise<Tokens> {
  const answer = await api.agent.post('/auth/login').send(body).expect(200);
  return answer.body as Tokens;
}

function refresh(api: Api, refreshToken: string): Promise<Answer> {
  return send(api, 'POST', '/auth/refresh', { refreshToken });
}

async function isKnown(api: Api, token: string): Promise<boolean> {
  const { status } = await api.agent.get('/auth/me').set('authorization', `Bearer ${token}`);
  return status === 200;
}

function textOf({ status, text, headers }: Answer): unknown[] {
  return [status, text, headers.get('www-authenticate')];
}

describeApi(
  'a login',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        jwt: { secret: SECRET },
        auth: { accounts: People, login: { attempts: MANY } },
        entities: [{ entity: Author, access: { read: 'public', write: 'authenticated' } }],
      }),
    ],
  },
  (api) => {
    beforeEach(async () => {
      resetPeople();
      await api.reset();
    });

    it('turns a password into tokens that nobody keeps on their way', async () => {
      const answer = await api.agent.post('/auth/login').send(RIGHT).expect(200).expect('cache-control', 'no-store');
      const user = { id: '1', roles: ['admin'], name: 'Ann', tenantId: 'north' };
      expect(answer.body).toEqual({
        token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        tokenType: 'Bearer',
        expiresIn: 900,
        refreshToken: expect.stringMatching(/^[\w-]{43}\.[\w-]{43}$/),
        user,
      });
      const { token } = answer.body as Tokens;
      const me = await api.agent.get('/auth/me').set('authorization', `Bearer ${token}`).expect(200);
      expect(me.body).toEqual(user);
      expect(me.headers['cache-control']).toBe('no-store');
      await api.agent.post('/authors').set('authorization', `Bearer ${token}`).send({ name: 'Lem' }).expect(201);
      await api.agent.post('/authors').send({ name: 'Lem' }).expect(401);
    });

    it('says the same whatever is wrong', async () => {
      const wrong = [
        { username: 'ann', password: 'wrong horse' },
        { username: 'nobody', password: 'correct horse' },
        { username: 'sue', password: 'correct horse' },
        { username: 'sso', password: 'correct horse' },
      ];
      const answers = await Promise.all(wrong.map((body) => send(api, 'POST', '/auth/login', body)));
      expect(answers[0]!.body).toMatchObject({ status: 401, code: 'LA601' });
      for (const answer of answers) expect(textOf(answer)).toEqual(textOf(answers[0]!));
    });

    it('takes nothing but username and password', async () => {
      const refusals: [body: unknown, problems: string[]][] = [
        [{}, ['/username LA204', '/password LA204']],
        [{ ...RIGHT, pasword: 'x' }, ['/pasword LA201']],
        [{ username: 1, password: ['x'] }, ['/username LA202', '/password LA202']],
        [{ username: '', password: 'x'.repeat(1025) }, ['/username LA203', '/password LA203']],
        [{ username: 'a\0', password: '\ud800' }, ['/username LA203', '/password LA203']],
        [[], [' LA202']],
      ];
      for (const [body, problems] of refusals) {
        const answer = await api.agent
          .post('/auth/login')
          .send(body as object)
          .expect(400);
        expect(problemsOf(answer)).toEqual(problems);
        expect(answer.text).not.toContain('xxx');
      }
      const bodies: [type: string, text: string, status: number][] = [
        ['application/json', '{"username":', 400],
        ['application/json', '{"__proto__":{"username":"ann"}}', 400],
        ['application/json', '', 400],
        ['text/plain', 'ann', 415],
        ['application/x-www-form-urlencoded', 'username=ann&password=correct+horse', 415],
        ['application/json', JSON.stringify({ username: 'a'.repeat(120_000) }), 413],
        ['application/json', `${'{"a":'.repeat(50)}1${'}'.repeat(50)}`, 400],
      ];
      for (const [type, text, status] of bodies) {
        const answer = await fetch(`${api.url}/auth/login`, {
          method: 'POST',
          headers: { 'content-type': type },
          body: text,
        });
        expect([type, text.slice(0, 20), answer.status]).toEqual([type, text.slice(0, 20), status]);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
      }
    });

    it('can wait for a database that is away', async () => {
      const answer = await api.agent.post('/auth/login').send({ username: 'outage', password: 'x' }).expect(503);
      expect(answer.body).toMatchObject({ code: 'LA410' });
      expect(answer.headers).toHaveProperty('retry-after');
    });

    it('lives at paths that say what they answer', async () => {
      await api.agent.get('/auth/login').expect(405).expect('allow', 'POST, OPTIONS');
      await api.agent.post('/auth/me').expect(405).expect('allow', 'GET, HEAD, OPTIONS');
      await api.agent.options('/auth/refresh').expect(204).expect('allow', 'POST, OPTIONS');
      await api.agent.options('/auth/me').expect(204).expect('allow', 'GET, HEAD, OPTIONS');
      await api.agent.head('/auth/me').expect(401);
      await api.agent.get('/auth/me').expect(401);
      await api.agent.post('/auth/logout').expect(401);
    });

    it('keeps digests of its refresh tokens and nothing else', async () => {
      const { refreshToken, token } = await login(api);
      const [session, ...others] = await api.dataSource.getRepository(AuthSession).find();
      expect(others).toEqual([]);
      expect(session).toMatchObject({ id: expect.stringMatching(/^[\da-f]{64}$/), subject: '1', revokedAt: null });
      const stored = JSON.stringify(session);
      for (const secret of [...refreshToken.split('.'), token]) expect(stored).not.toContain(secret);
    });

    it('goes on by refresh tokens, each of which is good once', async () => {
      const first = await login(api);
      const answer = await api.agent.post('/auth/refresh').send({ refreshToken: first.refreshToken }).expect(200);
      const second = answer.body as Tokens;
      expect(second).toMatchObject({ tokenType: 'Bearer', expiresIn: 900, user: first.user });
      expect(second.refreshToken).not.toBe(first.refreshToken);
      expect(await isKnown(api, second.token)).toBe(true);
      await api.agent.post('/auth/refresh').send({ refreshToken: second.refreshToken }).expect(200);
    });

    it('ends when a refresh token is used twice, with all of its tokens', async () => {
      const first = await login(api);
      const other = await login(api);
      const second = (await refresh(api, first.refreshToken)).body as Tokens;
      const reused = await refresh(api, first.refreshToken);
      expect([reused.status, reused.body.code]).toEqual([401, 'LA602']);
      expect((await refresh(api, second.refreshToken)).status).toBe(401);
      expect(await isKnown(api, second.token)).toBe(false);
      expect(await isKnown(api, first.token)).toBe(false);
      // The other login has nothing to do with it.
      expect(await isKnown(api, other.token)).toBe(true);
      expect((await refresh(api, other.refreshToken)).status).toBe(200);
    });

    it('is not ended by a token that never was one of its own', async () => {
      const { refreshToken, token } = await login(api);
      const [first] = refreshToken.split('.');
      const [id] = (await api.dataSource.getRepository(AuthSession).find()).map((session) => session.id);
      for (const made of [
        `${'A'.repeat(43)}.${'B'.repeat(43)}`,
        id!,
        `${id}.${'B'.repeat(43)}`,
        `${first}.`,
        '.',
        'x',
      ]) {
        expect((await refresh(api, made)).status).toBe(401);
      }
      expect(await isKnown(api, token)).toBe(true);
    });

    it('gives one of many refreshes at once new tokens', async () => {
      for (let round = 0; round < 10; round++) {
        const { refreshToken } = await login(api);
        const answers = await sendAtOnce(8, () => refresh(api, refreshToken));
        expect(statuses(answers)).toEqual({ 200: 1, 401: 7 });
      }
    });

    it('ends with a logout, access tokens included', async () => {
      const { token, refreshToken } = await login(api);
      const other = await login(api);
      await api.agent.post('/auth/logout').set('authorization', `Bearer ${token}`).expect(204);
      const me = await api.agent.get('/auth/me').set('authorization', `Bearer ${token}`).expect(401);
      expect(me.body).toMatchObject({ code: 'LA602' });
      await api.agent.get('/authors').set('authorization', `Bearer ${token}`).expect(401);
      expect((await refresh(api, refreshToken)).status).toBe(401);
      expect(await isKnown(api, other.token)).toBe(true);
    });

    it('does not go on for an account that is suspended or gone', async () => {
      const { token, refreshToken } = await login(api);
      PEOPLE.set('ann', { ...PEOPLE.get('ann')!, suspended: true });
      expect((await refresh(api, refreshToken)).status).toBe(401);
      resetPeople();
      expect((await refresh(api, refreshToken)).status).toBe(401);
      expect(await isKnown(api, token)).toBe(false);
    });

    it('does not go on when nobody has refreshed it for long', async () => {
      const { refreshToken } = await login(api);
      await api.dataSource.getRepository(AuthSession).update({ subject: '1' }, { expiresAt: Date.now() - 1 });
      expect((await refresh(api, refreshToken)).status).toBe(401);
    });
  },
);

describeApi(
  'the time of a login',
  {
    engines: ['sqlite'],
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        jwt: { secret: SECRET },
        auth: { accounts: People, login: { attempts: MANY, refresh: false } },
      }),
    ],
  },
  (api) => {
    beforeEach(resetPeople);

    it('does not tell whether there is such an account', { timeout: 60_000 }, async () => {
      const timed = async (username: string): Promise<number> => {
        const start = performance.now();
        const { status } = await send(api, 'POST', '/auth/login', { username, password: 'wrong horse' });
        expect(status).toBe(401);
        return performance.now() - start;
      };
      for (let warmUp = 0; warmUp < 20; warmUp++) await timed(warmUp % 2 === 0 ? 'ann' : 'nobody');
      let slower = 0;
      for (let pair = 0; pair < 200; pair++) {
        const order = pair % 2 === 0 ? ['nobody', 'ann'] : ['ann', 'nobody'];
        const times = new Map<string, number>();
        for (const username of order) times.set(username, await timed(username));
        if (times.get('nobody')! > times.get('ann')!) slower++;
      }
      expect(slower / 200).toBeGreaterThanOrEqual(0.35);
      expect(slower / 200).toBeLessThanOrEqual(0.65);
    });

    it('has no refresh and no logout where sessions are off', async () => {
      const answer = await api.agent.post('/auth/login').send(RIGHT).expect(200);
      expect(Object.keys(answer.body as object)).toEqual(['token', 'tokenType', 'expiresIn', 'user']);
      expect(Object.keys(api.document.paths)).toEqual(['/auth/login', '/auth/me']);
      await api.agent.post('/auth/refresh').send({ refreshToken: 'x' }).expect(404);
    });
  },
);

describeApi(
  'tries of passwords',
  {
    engines: ['sqlite'],
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        jwt: { secret: SECRET },
        auth: { accounts: People, basic: true, login: { path: '/account/' } },
        entities: [{ entity: Author, access: 'authenticated' }],
      }),
    ],
  },
  (api) => {
    beforeEach(resetPeople);

    it('are ten a minute for an account, whatever headers say and however it is written', async () => {
      const spellings = ['bob', 'BOB', ' bob', 'Bob'];
      for (let attempt = 0; attempt < 10; attempt++) {
        const username = spellings[attempt % spellings.length]!;
        const headers = { 'x-forwarded-for': `10.0.0.${attempt}`, forwarded: `for=10.1.0.${attempt}` };
        const body = { username, password: 'wrong horse' };
        await api.agent.post('/account/login').set(headers).send(body).expect(401);
      }
      const right = { username: 'bob', password: 'correct horse' };
      const answer = await api.agent.post('/account/login').set('x-forwarded-for', '10.9.9.9').send(right).expect(429);
      expect(answer.body).toMatchObject({ code: 'LA603', status: 429 });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60);
      // Nor by another way.
      const basic = `Basic ${Buffer.from('bob:correct horse').toString('base64')}`;
      await api.agent.get('/authors').set('authorization', basic).expect(429);
      await api.agent.post('/account/login').send({ username: 'ann', password: 'correct horse' }).expect(200);
    });

    it('are limited for an address as well, whichever accounts they are for', async () => {
      const codes: number[] = [];
      for (let attempt = 0; attempt < 40; attempt++) {
        const body = { username: `guess${attempt}`, password: cheapHash('x') };
        codes.push(
          (await send(api, 'POST', '/account/login', body, { 'x-forwarded-for': `10.0.1.${attempt}` })).status,
        );
      }
      expect(codes.filter((status) => status === 401).length).toBeLessThanOrEqual(30);
      expect(codes.at(-1)).toBe(429);
    });
  },
);

describe('an application without accounts', () => {
  describeApi(
    'has no login',
    { engines: ['sqlite'], imports: (database) => [LightApiModule.forRoot({ database, entities: [Author] })] },
    (api) => {
      it('and takes no notice of credentials', async () => {
        await api.agent.get('/authors').set('authorization', 'Bearer x').expect(200);
        await api.agent.post('/auth/login').send(RIGHT).expect(404);
        expect(api.document.components).not.toHaveProperty('securitySchemes');
      });
    },
  );
});
