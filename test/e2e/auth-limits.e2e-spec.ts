import { createHash } from 'node:crypto';
import { Controller, Get, Module } from '@nestjs/common';
import { SkipThrottle, ThrottlerStorageService } from '@nestjs/throttler';
import { beforeAll, describe, expect, it } from 'vitest';
import { LightApiModule, type RequestCounter } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { KEYS, Keys, People, resetPeople } from './fixtures/people.js';
import { describeApi } from './harness/describe-api.js';

const keyOf = (name: string): string => `key-of-${name}-that-is-long-and-random`;

@Controller()
class HostController {
  @Get('counted')
  counted(): string {
    return 'counted';
  }

  @SkipThrottle()
  @Get('uncounted')
  uncounted(): string {
    return 'uncounted';
  }
}

@Module({ controllers: [HostController] })
class HostModule {}

describeApi(
  'a limit of requests',
  {
    engines: ['sqlite'],
    imports: (database) => [
      LightApiModule.forRootAsync({
        useFactory: () => ({ database, throttle: { limit: 5, windowMs: 60_000 } }),
        auth: { apiKeys: Keys },
        entities: [{ entity: Author, access: 'public' }],
      }),
      HostModule,
    ],
    openapi: false,
  },
  (api) => {
    beforeAll(() => {
      for (const name of ['ann', 'bob']) {
        KEYS.set(createHash('sha256').update(keyOf(name)).digest('hex'), { id: name });
      }
    });

    it('is one for all that a caller asks, from wherever', async () => {
      const ann = { 'x-api-key': keyOf('ann') };
      const first = await api.agent.get('/authors').set(ann).expect(200);
      expect(first.headers).toMatchObject({
        'ratelimit-limit': '5',
        'ratelimit-remaining': '4',
        'ratelimit-reset': '60',
      });
      await api.agent.get('/authors/1').set(ann).expect(404);
      await api.agent.get('/counted').set(ann).expect(200);
      await api.agent.post('/authors').set(ann).send({ name: 'Lem' }).expect(201);
      await api.agent.options('/authors').set(ann).expect(204);
      const answer = await api.agent.get('/authors').set(ann).set('x-forwarded-for', '10.0.0.1').expect(429);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.body).toMatchObject({ code: 'LA603', status: 429 });
      expect(answer.headers).toMatchObject({ 'ratelimit-limit': '5', 'ratelimit-remaining': '0' });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      await api.agent.get('/uncounted').set(ann).expect(200);
      await api.agent.get('/authors').set('x-api-key', keyOf('bob')).expect(200);
    });

    it('counts by address who has no valid credentials, whatever headers say', async () => {
      for (let request = 0; request < 5; request++) {
        const headers = {
          'x-forwarded-for': `10.0.0.${request}`,
          ...(request % 2 === 1 && { 'x-api-key': `guess${request}` }),
        };
        await api.agent
          .get('/authors')
          .set(headers)
          .expect(request % 2 === 1 ? 401 : 200);
      }
      await api.agent.get('/authors').set('x-forwarded-for', '10.0.0.9').expect(429);
      await api.agent.get('/authors').set('x-api-key', 'guess').expect(429);
    });
  },
);

describe('requests', () => {
  const counted: string[] = [];
  const storage: RequestCounter = {
    increment: (key, ttl, limit, blockDuration, name) => {
      counted.push(`${ttl} ${limit} ${blockDuration} ${name}`);
      return new ThrottlerStorageService().increment(key, ttl, limit, blockDuration, name);
    },
  };

  describeApi(
    'behind a proxy',
    {
      engines: ['sqlite'],
      imports: (database) => [
        LightApiModule.forRoot({ database, throttle: { limit: 1, windowMs: 1500 }, entities: [Author] }),
      ],
      trustProxy: 'loopback',
    },
    (api) => {
      it('are counted by the address that the proxy names, for as long as the window is', async () => {
        await api.agent.get('/authors').set('x-forwarded-for', '10.0.0.1').expect(200);
        await api.agent.get('/authors').set('x-forwarded-for', '10.0.0.2').expect(200);
        const answer = await api.agent.get('/authors').set('x-forwarded-for', '10.0.0.1').expect(429);
        await new Promise((resolve) => setTimeout(resolve, Number(answer.headers['retry-after']) * 1000));
        await api.agent.get('/authors').set('x-forwarded-for', '10.0.0.1').expect(200);
      });
    },
  );

  describeApi(
    'in a storage of the application’s own',
    {
      engines: ['sqlite'],
      imports: (database) => [
        LightApiModule.forRoot({ database, throttle: { limit: 7, windowMs: 2000, storage }, entities: [Author] }),
      ],
    },
    (api) => {
      it('are counted there', async () => {
        await api.agent.get('/authors').expect(200);
        expect(counted).toContain('2000 7 2000 default');
      });
    },
  );

  describeApi(
    'where the storage fails',
    {
      engines: ['sqlite'],
      imports: (database) => [
        LightApiModule.forRoot({
          database,
          throttle: { limit: 20, storage: { increment: () => Promise.reject(new Error('It is away.')) } },
          jwt: { secret: 'a secret of the tests, of more than 32 bytes' },
          auth: { accounts: People, login: { attempts: { limit: 3 }, refresh: false } },
          entities: [{ entity: Author, access: 'public' }],
        }),
      ],
    },
    (api) => {
      beforeAll(resetPeople);

      it('are answered, and tries of passwords stay limited', async () => {
        const login = (password: string) => api.agent.post('/auth/login').send({ username: 'ann', password });
        await api.agent
          .get('/authors')
          .expect(200)
          .expect('ratelimit-remaining', /^1[0-9]$/);
        await login('correct horse').expect(200);
        for (let attempt = 0; attempt < 2; attempt++) await login('wrong horse').expect(401);
        await login('correct horse').expect(429);
        await api.agent.get('/authors').expect(200);
      });
    },
  );
});
