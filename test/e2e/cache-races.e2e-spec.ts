import { CACHE_MANAGER, type Cache } from '@nestjs/cache-manager';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LightApiCache, LightApiTransactions } from '../../lib/index.js';
import type { LinkedFeature } from '../../lib/light-api.linked-feature.js';
import type { RelatableRepository } from '../../lib/repository/typeorm/repository-lookup.js';
import { ResourceRegistry } from '../../lib/resource/resource.registry.js';
import { House } from './fixtures/museum/entities.js';
import { fillMuseum, MUSEUM } from './fixtures/museum/museum.js';
import { describeApi, type Api } from './harness/describe-api.js';
import { isHit } from './harness/kept-answers.js';
import { send, sendAtOnce, statuses, type Answer } from './harness/parallel-client.js';
import { countStatements } from './harness/statement-counter.js';

/** Answers inside a transaction that changes a row before and takes it back after. */
@Injectable()
class TakenBackInterceptor implements NestInterceptor {
  constructor(private readonly transactions: LightApiTransactions) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    return headers['x-taken-back'] === undefined ? next.handle() : from(this.answerAndTakeBack(next));
  }

  private async answerAndTakeBack(next: CallHandler): Promise<unknown> {
    let answer: unknown;
    const work = this.transactions.run(async () => {
      await this.transactions.manager().update(House, 1, { visitors: 99 });
      answer = await lastValueFrom(next.handle());
      throw new Error('taken back');
    });
    await work.catch(() => undefined);
    return answer;
  }
}

/** Lets the first read of a repository wait for a word, once it has its rows. */
class HeldRead {
  readonly hasRead: Promise<void>;
  release: () => void = () => undefined;

  constructor(repository: RelatableRepository, method: 'list' | 'read') {
    const released = new Promise<void>((resolve) => (this.release = resolve));
    const original = repository[method].bind(repository) as (query: never) => Promise<never>;
    this.hasRead = new Promise((resolve) => {
      vi.spyOn(repository, method).mockImplementationOnce(async (query: unknown) => {
        const result = await original(query as never);
        resolve();
        await released;
        return result;
      });
    });
  }
}

function suite(api: Api): void {
  beforeEach(async () => {
    await api.reset();
    await fillMuseum(api.dataSource.manager);
    await api.app.get(LightApiCache).clear();
  });
  afterEach(() => vi.restoreAllMocks());

  const repositoryOf = (name: string): RelatableRepository => {
    const registry = api.app.get<ResourceRegistry<LinkedFeature>>(ResourceRegistry, { strict: false });
    return registry.features.map(({ links }) => links.get(name)).find((link) => link !== undefined)!.repository;
  };
  const get = (path: string, headers = {}): Promise<Answer> => send(api, 'GET', path, undefined, headers);
  const change = async (visitors: number): Promise<void> => {
    expect((await send(api, 'PATCH', '/houses/1', { visitors })).status).toBe(200);
  };

  describe.each([
    ['whose tables have versions', () => get('/houses?visitors=0')],
    ['of a store that has nothing', () => api.app.get<Cache>(CACHE_MANAGER, { strict: false }).clear()],
  ])('%s', (_, prepare) => {
    beforeEach(async () => void (await prepare()));

    const reads = [
      ['list', 'House', '/houses'],
      ['read', 'House', '/houses/1'],
      ['list', 'Land', '/lands?include=houses'],
      ['read', 'Land', '/lands/DE?include=houses'],
      ['list', 'House', '/lands/DE/houses'],
    ] as const;

    it.each(reads)('a %s of %s that began before a write is not kept after it (%s)', async (method, name, path) => {
      const read = new HeldRead(repositoryOf(name), method);
      const before = get(path);
      await read.hasRead;
      await change(7);
      read.release();
      expect((await before).text).toContain('"visitors":0');
      const after = await get(path);
      expect([isHit(after), after.text]).toEqual([false, expect.stringContaining('"visitors":7')]);
      expect(isHit(await get(path))).toBe(true);
    });

    it.each(reads)(
      'nobody who asks after a write waits for a %s of %s that began before (%s)',
      async (method, name, path) => {
        const read = new HeldRead(repositoryOf(name), method);
        const before = get(path);
        await read.hasRead;
        await change(7);
        // This one would never end if it waited.
        const after = await get(path);
        expect([isHit(after), after.text]).toEqual([false, expect.stringContaining('"visitors":7')]);
        read.release();
        expect((await before).text).toContain('"visitors":0');
        expect((await get(path)).text).toBe(after.text);
        const last = await get(path);
        expect([isHit(last), last.text]).toEqual([true, after.text]);
      },
    );

    it('what is read beside a transaction is good until that is stored', async () => {
      const path = '/houses/1';
      const transactions = api.app.get(LightApiTransactions);
      let askedBeside: Promise<Answer> | undefined;
      await transactions.run(async () => {
        await transactions.manager().update(House, 1, { visitors: 7 });
        askedBeside = get(path);
        // The one connection of SQLite is busy until the end.
        if (api.engine !== 'sqlite') expect((await askedBeside).text).toContain('"visitors":0');
      });
      await askedBeside;
      expect((await get(path)).text).toContain('"visitors":7');
      expect((await get(path)).text).toContain('"visitors":7');
    });

    it('what is read inside a transaction is not kept', async () => {
      for (const path of ['/houses/1', '/houses', '/lands/DE?include=houses']) {
        const inside = await get(path, { 'x-taken-back': 'yes' });
        expect([inside.text, inside.headers.get('x-cache')]).toEqual([expect.stringContaining('"visitors":99'), null]);
        expect((await get(path)).text).toContain('"visitors":0');
        expect(isHit(await get(path))).toBe(true);
        expect((await get(path, { 'x-taken-back': 'yes' })).text).toContain('"visitors":99');
      }
    });

    it('200 equal requests at once are one question to the database', async () => {
      const one = await countStatements(() => get('/houses?include=rooms&ordering=-id'));
      let answers: Answer[] = [];
      const all = await countStatements(async () => {
        answers = await sendAtOnce(200, () => get('/houses?include=rooms&ordering=id'));
      });
      expect(all).toBe(one);
      expect(statuses(answers)).toEqual({ 200: 200 });
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    });

    it('200 equal requests at once that fail are asked again', async () => {
      const read = vi.spyOn(repositoryOf('House'), 'list').mockRejectedValueOnce(new Error('not now'));
      const answers = await sendAtOnce(200, () => get('/houses'));
      expect(statuses(answers)[500]).toBeGreaterThan(0);
      read.mockRestore();
      expect((await get('/houses')).status).toBe(200);
      expect(isHit(await get('/houses'))).toBe(true);
    });

    it('who asks while others write never gets what is older than their own write', async () => {
      let writes = 0;
      await Promise.all(
        Array.from({ length: 8 }, async (__, client) => {
          for (let round = 1; round <= 15; round++) {
            const visitors = client * 1_000 + round;
            const path = `/houses?ordering=id&visitors__gte=0&include=land,rooms`;
            const created = await send(api, 'POST', '/houses', { name: `${client} ${round}`, visitors });
            expect(created.status).toBe(201);
            writes++;
            const { count, results } = (await get(`${path}&page_size=100`)).body as {
              count: number;
              results: object[];
            };
            expect(count).toBeGreaterThanOrEqual(round);
            if (count <= 100) expect(results).toContainEqual(expect.objectContaining({ visitors }));
          }
        }),
      );
      expect(((await get('/houses')).body as { count: number }).count).toBe(writes + 2);
    });
  });
}

const options = { ...MUSEUM, module: { providers: [{ provide: APP_INTERCEPTOR, useClass: TakenBackInterceptor }] } };
const title = 'answers that are kept, in races,';
describeApi(title, { ...options, platforms: ['fastify'] }, suite);
describeApi(title, { ...options, platforms: ['express'], engines: ['sqlite'] }, suite);
