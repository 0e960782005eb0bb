import { createHash } from 'node:crypto';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport';
import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { cheapHash, KEYS, Keys, People, PEOPLE, resetPeople } from './fixtures/people.js';
import { describeApi } from './harness/describe-api.js';

const SECRET = 'a secret of the tests, of more than 32 bytes';
const KEY = 'key-of-a-program-that-is-long-and-random';
const ENTITIES = [{ entity: Author, access: { read: 'public', write: { role: 'admin' } } }] as const;

let writes = 0;

/** Names of authors are unique. */
const author = (): object => ({ name: `Author ${++writes}` });

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function resetAll(): void {
  resetPeople();
  KEYS.clear();
  KEYS.set(createHash('sha256').update(KEY).digest('hex'), { id: 'importer', roles: ['admin'] });
}

describeApi(
  'HTTP Basic and API keys',
  {
    engines: ['sqlite'],
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        auth: { accounts: People, apiKeys: Keys, basic: true, login: false },
        entities: ENTITIES,
      }),
    ],
  },
  (api) => {
    beforeEach(async () => {
      resetAll();
      await api.reset();
    });
    const write = (headers: Record<string, string>) => api.agent.post('/authors').set(headers).send(author());

    it('let callers in with their roles', async () => {
      await write({ authorization: basic('ann', 'correct horse') }).expect(201);
      await write({ authorization: basic('bob', 'correct horse') }).expect(403);
      await write({ 'x-api-key': KEY }).expect(201);
    });

    it('are named in every 401', async () => {
      const challenge = 'Basic realm="api", charset="UTF-8", ApiKey realm="api", header="X-API-Key"';
      const missing = await write({}).expect(401).expect('www-authenticate', challenge);
      expect(missing.body).toMatchObject({ code: 'LA600' });
      const wrong = await write({ 'x-api-key': 'other' }).expect(401).expect('www-authenticate', challenge);
      expect(wrong.body).toMatchObject({ code: 'LA602' });
    });

    it('let nobody in with wrong ones, also where nobody has to say who they are', async () => {
      const wrong: Record<string, string>[] = [
        { authorization: basic('ann', 'wrong horse') },
        { authorization: basic('nobody', 'correct horse') },
        { authorization: basic('sue', 'correct horse') },
        { authorization: 'Basic' },
        { authorization: 'Basic !!!' },
        { authorization: `Basic ${Buffer.from('ann').toString('base64')}` },
        { authorization: basic('a\0', 'x') },
        { authorization: 'Bearer x' },
        { 'x-api-key': '' },
        { 'x-api-key': `${KEY}x` },
        { 'x-api-key': KEY, authorization: basic('ann', 'correct horse') },
      ];
      for (const headers of wrong) {
        const answer = await api.agent.get('/authors').set(headers);
        expect([headers, answer.status]).toEqual([headers, 401]);
        expect(answer.body).toMatchObject({ code: 'LA602' });
      }
    });

    it('see at once that an account or a key is out, or has another password', async () => {
      const authorization = basic('ann', 'correct horse');
      await write({ authorization }).expect(201);
      PEOPLE.set('ann', { ...PEOPLE.get('ann')!, passwordHash: cheapHash('another') });
      await write({ authorization }).expect(401);
      PEOPLE.set('ann', { ...PEOPLE.get('ann')!, passwordHash: cheapHash('correct horse'), suspended: true });
      await write({ authorization }).expect(401);
      const digest = createHash('sha256').update(KEY).digest('hex');
      KEYS.set(digest, { ...KEYS.get(digest)!, suspended: true });
      await write({ 'x-api-key': KEY }).expect(401);
    });
  },
);

describeApi(
  'passwords with each request',
  {
    engines: ['sqlite'],
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        auth: { accounts: People, basic: true, login: { attempts: { limit: 3, addressLimit: 3 } } },
        jwt: { secret: SECRET },
        entities: ENTITIES,
      }),
    ],
  },
  (api) => {
    it('are no tries once they were right', async () => {
      resetAll();
      const ann = { authorization: basic('ann', 'correct horse') };
      for (let request = 0; request < 10; request++) await api.agent.get('/authors').set(ann).expect(200);
      const wrong = { authorization: basic('ann', 'wrong horse') };
      for (let attempt = 0; attempt < 2; attempt++) await api.agent.get('/authors').set(wrong).expect(401);
      const answer = await api.agent.get('/authors').set(wrong).expect(429);
      expect(answer.body).toMatchObject({ code: 'LA603' });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      // Who is in stays in.
      await api.agent.get('/authors').set(ann).expect(200);
    });
  },
);

/** A row with more columns than others may see. */
class Reader {
  passwordHash = 'of ann';
}

/** Knows who says so; throws, fails or would rather redirect when told to. */
class CookieStrategy extends PassportStrategy(Strategy, 'tests-cookie') {
  override authenticate(request: { readonly headers: Readonly<Record<string, string | string[] | undefined>> }): void {
    const { cookie, authorization } = request.headers;
    if (authorization === 'Token secret') return this.success({ id: 'token', roles: ['admin'] });
    if (cookie === 'user=ann') return this.success({ id: 'ann', roles: ['admin'], tenantId: 'north' });
    if (cookie === 'entity=ann') return this.success(Object.assign(new Reader(), { id: 'ann', roles: ['admin'] }));
    if (cookie === 'elsewhere') return this.redirect('https://login.example.com/');
    this.fail(401);
  }

  validate(): undefined {
    return undefined;
  }
}

describeApi(
  'a Passport strategy of the application',
  {
    engines: ['sqlite'],
    module: { providers: [CookieStrategy] },
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        jwt: { secret: SECRET },
        auth: { strategies: ['tests-cookie'], apiKeys: Keys },
        entities: ENTITIES,
      }),
    ],
  },
  (api) => {
    beforeEach(() => api.reset());
    const write = (headers: Record<string, string>) => api.agent.post('/authors').set(headers).send(author());

    it('knows its callers', async () => {
      await write({ cookie: 'user=ann' }).expect(201);
      await write({ authorization: 'Token secret' }).expect(201);
    });

    it('does not make up for one of two credentials', async () => {
      const jwt = new JwtService({ secret: SECRET, signOptions: { issuer: 'lightapi', audience: 'lightapi' } });
      const authorization = `Bearer ${jwt.sign({ sub: 'ann' }, { expiresIn: 60 })}`;
      await api.agent.get('/authors').set({ authorization }).expect(200);
      await api.agent.get('/authors').set({ authorization, 'x-api-key': 'wrong' }).expect(401);
    });

    it('leaves others anonymous, and credentials that nobody takes are refused', async () => {
      await write({ cookie: 'user=bob' }).expect(401);
      await write({ cookie: 'elsewhere' }).expect(401);
      await api.agent.get('/authors').set('cookie', 'user=bob').expect(200);
      await api.agent.get('/authors').set('authorization', 'Token wrong').expect(401);
      await api.agent.get('/authors').set('authorization', 'Bearer wrong').expect(401);
    });
  },
);

describeApi(
  'a Passport strategy beside accounts',
  {
    engines: ['sqlite'],
    module: { providers: [CookieStrategy] },
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        jwt: { secret: SECRET },
        auth: { strategies: ['tests-cookie'], accounts: People, login: { refresh: false } },
        entities: ENTITIES,
      }),
    ],
  },
  (api) => {
    it('shows of who asks no more than is meant to be shown', async () => {
      const me = (cookie: string) => api.agent.get('/auth/me').set({ cookie }).expect(200);
      expect((await me('user=ann')).body).toEqual({ id: 'ann', roles: ['admin'], tenantId: 'north' });
      expect((await me('entity=ann')).body).toEqual({ id: 'ann', roles: ['admin'] });
    });
  },
);

describe('a guard of the application', () => {
  @Injectable()
  class HeaderGuard implements CanActivate {
    canActivate(context: ExecutionContext): boolean {
      const request = context.switchToHttp().getRequest<{ headers: Record<string, string>; user?: object }>();
      if (request.headers['x-user'] !== undefined) request.user = { id: request.headers['x-user'], roles: ['admin'] };
      return true;
    }
  }

  describeApi(
    'beside our own ways',
    {
      engines: ['sqlite'],
      imports: (database) => [
        LightApiModule.forRoot({
          database,
          auth: { apiKeys: Keys },
          throttle: { limit: 1000 },
          entities: [{ ...ENTITIES[0], guards: [HeaderGuard] }],
        }),
      ],
    },
    (api) => {
      it('says who asks', async () => {
        resetAll();
        await api.agent.post('/authors').set('x-user', 'ann').send(author()).expect(201);
        await api.agent.post('/authors').send(author()).expect(401);
        await api.agent.post('/authors').set('x-api-key', KEY).send(author()).expect(201);
      });
    },
  );
});
