import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { LightApiCache, LightApiModule } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import type { Platform } from './harness/chosen.js';
import { describeApi, type Api } from './harness/describe-api.js';
import { KINDS, LOAD_CLIENTS, SteadyLoad, type Observation } from './harness/steady-load.js';
import { areChosen } from './harness/chosen.js';
import { OwnRedis } from './harness/own-redis.js';
import { createTestRedis, type TestRedis } from './harness/test-redis.js';
import { waitOf } from './harness/durations.js';

/** What a request may lose when Redis goes, and what is left to the measurement. */
const FIRST_MS = 100 + 40;
/** What a request may wait afterwards, as without a cache: any, and half of its kind. */
const LATER_MS = 100;
const USUALLY_LATER_MS = 25;
/** Time in which the first requests find out. */
const FOUND_OUT_MS = 150;
const OUTAGE_MS = 1_000;
/** Time in which answers are kept again. */
const BACK_MS = 1_000;
/** What takes too long in one round, because the machine was busy with other things, does not in all of them. */
const ROUNDS = 3;

const LOST = /^The cache cannot be reached( \(.+\))?: answers come from the database until it can\.$/;
const BACK = /^The cache is back after \d+\.\d s\.$/;

/** What becomes of Redis, how it returns, and what may come of it. */
interface Fault {
  readonly begin: () => unknown;
  readonly end: () => unknown;
  /** Default: one outage. */
  readonly told?: readonly ('lost' | 'back')[];
  readonly status?: 'up' | 'down';
  readonly backMs?: number;
}

if (areChosen('redis'))
  describe('an API whose Redis is taken away under load', () => {
    let redis: TestRedis;
    /** Of another server than the one behind the proxy. */
    let url: string | undefined;
    let lines: string[];

    beforeAll(async () => {
      redis = await createTestRedis();
      for (const level of ['log', 'warn'] as const) {
        vi.spyOn(Logger.prototype, level).mockImplementation((line: string) => void lines.push(line));
      }
      lines = [];
    });
    beforeEach(() => (lines = []));
    afterAll(async () => {
      vi.restoreAllMocks();
      await redis.close();
    });

    function describeFaults(platform: Platform, suite: (api: Api) => void): void {
      describeApi(
        'with answers in Redis',
        {
          engines: ['sqlite'],
          platforms: [platform],
          imports: (database) => [
            LightApiModule.forRootAsync({
              useFactory: () => ({ database, cache: url === undefined ? redis.cache : { url } }),
              defaults: { access: 'public', cache: { ttlMs: 60_000 } },
              entities: [Author, Book],
            }),
          ],
          openapi: false,
        },
        (api) => {
          const books = Array.from({ length: LOAD_CLIENTS }, (_, index) => ({ title: `Book ${index + 1}` }));
          beforeAll(() => api.dataSource.getRepository(Book).insert(books));
          suite(api);
        },
      );
    }

    async function expectNoHarm(api: Api, fault: Fault): Promise<void> {
      let late: readonly string[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        lines = [];
        late = await lateAfter(api, fault);
        if (late.length === 0) return;
      }
      expect(late).toEqual([]);
    }

    /** Lets it happen under load; answers what took too long or was told otherwise. */
    async function lateAfter(
      api: Api,
      { begin, end, told = ['lost', 'back'], status = 'down', backMs = BACK_MS }: Fault,
    ): Promise<string[]> {
      const load = new SteadyLoad(api);
      const hitAfter = async (time: number): Promise<void> => {
        while (!load.observations.some(({ at, cache }) => at >= time && cache === 'HIT')) await sleep(5);
      };
      await hitAfter(0);
      const startedAt = performance.now();
      await begin();
      await sleep(OUTAGE_MS);
      const statuses = [api.app.get(LightApiCache).status];
      await end();
      const endedAt = performance.now();
      await hitAfter(endedAt);
      const backAfterMs = performance.now() - endedAt;
      await sleep(200);
      statuses.push(api.app.get(LightApiCache).status);
      const observations = await load.stop();
      expect(
        observations
          .filter(({ answered, stale }) => answered < 200 || answered > 299 || stale !== undefined)
          .map(({ request, answered, stale }) => `${request}: ${answered} ${stale}`),
      ).toEqual([]);
      const first = observations.filter(({ at, until }) => until >= startedAt && at <= startedAt + FOUND_OUT_MS);
      const later = observations.filter(({ at }) => at > startedAt + FOUND_OUT_MS);
      const heard = lines.map((line) => (LOST.test(line) ? 'lost' : BACK.test(line) ? 'back' : line));
      const figures: readonly (readonly [string, number, number])[] = [
        ['one of the first requests', longest(first), FIRST_MS],
        ['a later request', longest(later), LATER_MS],
        ...KINDS.map(
          (kind) =>
            [`half of the later ${kind}`, median(later.filter((one) => one.kind === kind)), USUALLY_LATER_MS] as const,
        ),
        ['the first answer from the cache', backAfterMs, backMs],
      ];
      return [
        ...figures.filter(([, ms, most]) => ms > most).map(([what, ms]) => `${what} took ${Math.round(ms)} ms`),
        ...(heard.join() === told.join() ? [] : [`it was told: ${lines.join(' ')}`]),
        ...(statuses.join() === `${status},up` ? [] : [`the status was ${statuses.join(', then ')}`]),
      ];
    }

    const KILLED: Fault = { begin: () => redis.proxy.refuse(), end: () => redis.proxy.comeBack() };
    const FROZEN: Fault = { begin: () => redis.proxy.freeze(), end: () => redis.proxy.comeBack() };

    describeFaults('fastify', (api) => {
      it('is answered from the database while Redis is killed', () => expectNoHarm(api, KILLED));

      it('is answered from the database while Redis is frozen', () => expectNoHarm(api, FROZEN));

      it('is answered from the database while Redis takes 500 ms', () =>
        expectNoHarm(api, { begin: () => redis.proxy.slowDown(500), end: () => redis.proxy.comeBack() }));

      it('notices nothing when Redis is emptied', () =>
        expectNoHarm(api, { begin: () => void redis.flush(), end: () => undefined, told: [], status: 'up' }));

      it('is answered from the database while Redis starts anew, empty', () =>
        expectNoHarm(api, {
          ...KILLED,
          end: async () => {
            await redis.flush();
            redis.proxy.comeBack();
          },
        }));

      it('finds a new connection where the old one is open and leads nowhere', () =>
        expectNoHarm(api, { begin: () => redis.proxy.bury(), end: () => undefined, backMs: 2 * BACK_MS }));
    });

    describeFaults('express', (api) => {
      it('is answered from the database while Redis is killed', () => expectNoHarm(api, KILLED));

      it('is answered from the database while Redis is frozen', () => expectNoHarm(api, FROZEN));
    });

    if (process.env['LIGHTAPI_TEST_ROUNDS'] === 'all')
      describe('that is a server of its own', () => {
        let server: OwnRedis;
        beforeAll(async () => {
          server = await OwnRedis.create();
          url = server.url;
        });
        afterAll(async () => {
          url = undefined;
          await server?.kill();
        });

        describeFaults('fastify', (api) => {
          it('is answered from the database while it is killed, and starts anew', async () => {
            for (let round = 0; round < 10; round++)
              await expectNoHarm(api, { begin: () => server.kill(), end: () => server.start() });
          }, 120_000);

          it('is answered from the database while it is frozen', async () => {
            for (let round = 0; round < 10; round++)
              await expectNoHarm(api, { begin: () => server.freeze(), end: () => server.thaw() });
          }, 120_000);
        });
      });

    describe('and that starts without it', () => {
      beforeAll(() => redis.proxy.refuse());

      describeFaults('fastify', (api) => {
        it('says that it is down, and keeps answers once Redis is there', async () => {
          const { status } = await api.agent.get('/books/1');
          expect([status, api.app.get(LightApiCache).status]).toEqual([200, 'down']);
          redis.proxy.comeBack();
          const hit = async (): Promise<void> => {
            while ((await api.agent.get('/books/1').expect(200)).headers['x-cache'] !== 'HIT') await sleep(20);
          };
          expect(await waitOf(hit)).toBeLessThan(BACK_MS + 200);
          expect(lines).toEqual([expect.stringMatching(BACK)]);
        });
      });
    });
  });

function median(observations: readonly Observation[]): number {
  const waited = observations.map(({ waitedMs }) => waitedMs).sort((one, other) => one - other);
  return waited[Math.floor(waited.length / 2)]!;
}

function longest(observations: readonly Observation[]): number {
  return Math.max(...observations.map(({ waitedMs }) => waitedMs));
}
