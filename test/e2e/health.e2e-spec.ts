import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { areChosen, chosenEngines } from './harness/chosen.js';
import { describeApi } from './harness/describe-api.js';
import { proxyOf, through } from './harness/proxied-database.js';
import { createTestRedis, type TestRedis } from './harness/test-redis.js';
import type { TcpProxy } from './harness/tcp-proxy.js';

const UP = { database: { status: 'up' } };
const READY = { status: 'ok', info: UP, error: {}, details: UP };
const DOWN = { database: { status: 'down' } };
const NOT_READY = { status: 'error', info: {}, error: DOWN, details: DOWN };

describeApi(
  'the probes',
  {
    engines: ['sqlite'],
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        health: true,
        throttle: { limit: 5 },
        defaults: { access: 'public' },
        entities: [Author, Book],
      }),
    ],
    openapi: '/openapi.json',
  },
  (api) => {
    const probe = async (name: string, method = 'GET') => {
      const answer = await fetch(`${api.url}/health/${name}`, { method });
      return { status: answer.status, headers: answer.headers, text: await answer.text() };
    };

    it('say that the process runs, and that it can answer', async () => {
      const [live, ready] = [await probe('live'), await probe('ready')];
      expect([live.status, JSON.parse(live.text)]).toEqual([200, { status: 'ok', info: {}, error: {}, details: {} }]);
      expect([ready.status, JSON.parse(ready.text)]).toEqual([200, READY]);
      for (const { headers } of [live, ready]) {
        expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
        expect(headers.get('cache-control')).toBe('no-store');
      }
    });

    it('are never counted, beside requests that are', async () => {
      // The document was asked for once.
      for (let time = 0; time < 6; time++) expect((await probe('ready')).status).toBe(200);
      const answers = [];
      for (let time = 0; time < 5; time++) answers.push((await fetch(`${api.url}/books`)).status);
      expect(answers).toEqual([200, 200, 200, 200, 429]);
      expect((await probe('live')).status).toBe(200);
    });

    it('answer HEAD, and no other method', async () => {
      const head = await probe('ready', 'HEAD');
      expect([head.status, head.text]).toEqual([200, '']);
      const post = await probe('ready', 'POST');
      expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    });

    it('are no part of the OpenAPI document', () => {
      expect(Object.keys(api.document.paths).filter((path) => path.includes('health'))).toEqual([]);
    });

    it('say that it cannot answer where the database is closed', async () => {
      vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
      await api.dataSource.destroy();
      const ready = await probe('ready');
      expect([ready.status, JSON.parse(ready.text)]).toEqual([503, NOT_READY]);
      expect((await probe('live')).status).toBe(200);
      await api.dataSource.initialize();
      vi.restoreAllMocks();
    });
  },
);

for (const engine of chosenEngines(['postgres', 'mariadb']) as ('postgres' | 'mariadb')[])
  describe(`readiness while the database is away (${engine})`, () => {
    let proxy: TcpProxy;
    let lines: string[] = [];
    beforeAll(async () => {
      proxy = await proxyOf(engine);
      for (const level of ['log', 'warn'] as const) {
        vi.spyOn(Logger.prototype, level).mockImplementation((line: string) => void lines.push(line));
      }
    });
    beforeEach(() => (lines = []));
    afterAll(async () => {
      vi.restoreAllMocks();
      await proxy.close();
    });

    describeApi(
      'is known',
      {
        engines: [engine],
        platforms: ['fastify'],
        imports: (database) => [
          LightApiModule.forRoot({
            database: { ...through(proxy, database), poolSize: 2 } as never,
            health: { path: '/status/', timeoutMs: 300 },
            defaults: { access: 'public' },
            entities: [Author, Book],
          }),
        ],
        openapi: false,
      },
      (api) => {
        const ready = async () => {
          const startedAt = performance.now();
          const answer = await fetch(`${api.url}/status/ready`);
          return {
            status: answer.status,
            body: (await answer.json()) as unknown,
            tookMs: performance.now() - startedAt,
          };
        };
        const expectAway = async (): Promise<void> => {
          const answers = await Promise.all(Array.from({ length: 10 }, ready));
          for (const { status, body, tookMs } of answers) {
            expect([status, body]).toEqual([503, NOT_READY]);
            expect(tookMs).toBeLessThan(1_000);
          }
          expect((await fetch(`${api.url}/status/live`)).status).toBe(200);
        };
        const expectBack = async (): Promise<void> => {
          await vi.waitFor(async () => expect(await ready()).toMatchObject({ status: 200, body: READY }), 3_000);
          expect(lines).toEqual(['Not ready: the database does not answer.', 'Ready again: the database answers.']);
        };

        it('where it refuses connections', async () => {
          expect(await ready()).toMatchObject({ status: 200 });
          proxy.refuse();
          await expectAway();
          proxy.comeBack();
          await expectBack();
        });

        it('where it answers nothing', async () => {
          proxy.freeze();
          await expectAway();
          proxy.comeBack();
          await expectBack();
        });

        it('where its connections lead nowhere, and new ones work', async () => {
          expect(await ready()).toMatchObject({ status: 200 });
          lines = [];
          proxy.bury();
          await expectAway();
          await expectBack();
        });
      },
    );
  });

if (areChosen('redis'))
  describe('readiness while Redis is away', () => {
    let redis: TestRedis;
    beforeAll(async () => {
      redis = await createTestRedis();
      for (const level of ['log', 'warn'] as const)
        vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
    });
    afterAll(async () => {
      vi.restoreAllMocks();
      await redis.close();
    });

    describeApi(
      'is degraded',
      {
        engines: ['sqlite'],
        platforms: ['fastify'],
        imports: (database) => [
          LightApiModule.forRoot({
            database,
            cache: redis.cache,
            health: true,
            defaults: { access: 'public', cache: true },
            entities: [Author, Book],
          }),
        ],
        openapi: false,
      },
      (api) => {
        const ready = async () => {
          const answer = await fetch(`${api.url}/health/ready`);
          return [answer.status, ((await answer.json()) as { details: unknown }).details];
        };
        const parts = (status: string) => ({ ...UP, cache: { status }, redis: { status } });

        it('and goes on, since answers come from the database', async () => {
          await vi.waitFor(async () => expect(await ready()).toEqual([200, parts('up')]));
          redis.proxy.refuse();
          await fetch(`${api.url}/books`);
          await vi.waitFor(async () => expect(await ready()).toEqual([200, parts('degraded')]));
          redis.proxy.comeBack();
          await vi.waitFor(async () => expect(await ready()).toEqual([200, parts('up')]), 5_000);
        });
      },
    );
  });
