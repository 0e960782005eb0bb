import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { People, resetPeople } from './fixtures/people.js';
import { describeApi, type Api, type ApiOptions } from './harness/describe-api.js';
import { areChosen } from './harness/chosen.js';
import { createTestRedis, type TestRedis } from './harness/test-redis.js';
import { waitOf } from './harness/durations.js';

const LIMIT = 12;
/** A request may lose 100 ms to a Redis that does not answer, and the machine is allowed some more. */
const FIRST_MS = 100 + 60;

if (areChosen('redis'))
  describe('requests of applications that share a Redis', () => {
    let redis: TestRedis;
    beforeAll(async () => void (redis = await createTestRedis()));
    afterAll(() => redis.close());
    beforeEach(async () => {
      resetPeople();
      await redis.flush();
    });
    // Before the next application starts, which would count in memory otherwise.
    afterEach(() => redis.proxy.comeBack());

    const options: ApiOptions = {
      engines: ['sqlite'],
      imports: (database) => [
        LightApiModule.forRootAsync({
          useFactory: () => ({
            database,
            cache: redis.cache,
            throttle: { limit: LIMIT, windowMs: 60_000 },
            jwt: { secret: 'a secret of the tests, of more than 32 bytes' },
          }),
          defaults: { cache: { ttlMs: 60_000 } },
          auth: { accounts: People, login: { attempts: { limit: 4 }, refresh: false } },
          entities: [{ entity: Author, access: 'public' }],
        }),
      ],
    };

    function describePair(suite: (one: Api, other: Api) => void): void {
      describeApi('on one node', options, (one) => {
        describeApi('and another', { ...options, platforms: [one.platform] }, (other) => suite(one, other));
      });
    }

    const login = async (api: Api, password: string): Promise<number> =>
      (await api.agent.post('/auth/login').send({ username: 'ann', password })).status;

    describePair((one, other) => {
      it('are counted together, and told in the same headers as ever', async () => {
        for (let request = 1; request <= LIMIT; request++) {
          const { headers } = await (request % 2 === 0 ? one : other).agent.get('/authors').expect(200);
          expect(headers).toMatchObject({
            'ratelimit-limit': String(LIMIT),
            'ratelimit-remaining': String(LIMIT - request),
            'ratelimit-reset': '60',
          });
        }
        for (const { agent } of [one, other]) {
          const { headers, body } = await agent.get('/authors').expect(429);
          expect(body).toMatchObject({ code: 'LA603' });
          expect(headers).toMatchObject({ 'retry-after': '60', 'ratelimit-remaining': '0' });
        }
      });

      it('try passwords together', async () => {
        expect(await login(one, 'wrong horse')).toBe(401);
        expect(await login(other, 'wrong horse')).toBe(401);
        expect(await login(one, 'wrong horse')).toBe(401);
        expect(await login(other, 'correct horse')).toBe(200);
        expect(await login(one, 'correct horse')).toBe(429);
        expect(await login(other, 'correct horse')).toBe(429);
      });
    });

    describe.each([
      ['killed', () => redis.proxy.refuse()],
      ['frozen', () => redis.proxy.freeze()],
    ])('while it is %s', (_name, begin) => {
      describeApi('on one node', { ...options, platforms: ['fastify'] }, (api) => {
        it('are limited by each, and lose no time', async () => {
          await api.agent.get('/authors').expect(200);
          begin();
          const statuses: number[] = [];
          const spent: number[] = [];
          for (let request = 0; request < 4; request++) {
            spent.push(await waitOf(async () => statuses.push(await login(api, 'wrong horse'))));
          }
          for (let request = 0; request < LIMIT - 4; request++) {
            spent.push(await waitOf(async () => statuses.push((await api.agent.get('/authors')).status)));
          }
          statuses.push(await login(api, 'correct horse'), (await api.agent.get('/authors')).status);
          expect(statuses).toEqual([401, 401, 401, 401, ...Array.from({ length: LIMIT - 4 }, () => 200), 429, 429]);
          expect(spent.filter((ms) => ms > FIRST_MS)).toEqual([]);
          expect(spent.toSorted((less, more) => less - more)[LIMIT / 2]).toBeLessThan(FIRST_MS / 4);
        });
      });
    });
  });
